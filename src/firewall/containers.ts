import { textOrNone } from '../util/files/read-file.ts';
import { readable, readRules } from './read/here.ts';
import type { Ruleset } from './read/ruleset.ts';

/** The bridges and tunnels of Docker, Podman, Kubernetes' networks, LXD and Incus. */
const containerDevice =
  /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|cni\d+|flannel.*|cali.*|cilium.*|weave|kube-.*|lxdbr\d+|incusbr\d+)$/;

/** What the network devices or the firewall's rules show of containers, in a few words; '' for nothing. */
export function containersHere(): string {
  const device = containerDevices(textOrNone('/proc/net/dev'))[0];
  if (device !== undefined) return device;
  return readable(readRules()).some(sendsOn) ? 'a rule that sends connections on to another address' : '';
}

/** The containers' devices in what /proc/net/dev says; /sys would show another network namespace's. */
export const containerDevices = (text: string): string[] =>
  [...text.matchAll(/^\s*([^\s:]+):/gm)]
    .map(match => match[1] ?? '')
    .filter(name => containerDevice.test(name));

/** Whether rules send packets to another address than the one they came for. */
export const sendsOn = ({ chains }: Ruleset): boolean =>
  [...chains.values()].some(rules =>
    rules.some(({ end }) => end.kind === 'redirect' && end.to !== undefined),
  );

/** "8080 to 10.0.0.2:80": the ports that are sent on to other hosts, as far as rules name ports. */
export function forwardsOf({ chains }: Ruleset): string[] {
  return [...chains.values()].flat().flatMap(({ conditions, end }) => {
    if (end.kind !== 'redirect' || end.to === undefined) return [];
    const ports = conditions.flatMap(condition => (condition.field === 'port' ? condition.values : []));
    if (ports.length === 0) return [];
    return [`${ports.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(',')} to ${end.to}`];
  });
}
