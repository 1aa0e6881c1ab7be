import { runProgram } from '../util/program.ts';
import { textOrNone } from '../util/read-file.ts';

/** The bridges and tunnels of Docker, Podman, Kubernetes' networks, LXD and Incus. */
const containerDevice =
  /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|cni\d+|flannel.*|cali.*|cilium.*|weave|kube-.*|lxdbr\d+|incusbr\d+)$/;

/** What the network devices or the firewall's rules show of containers, in a few words; '' for nothing. */
export function containersHere(): string {
  const device = containerDevices(textOrNone('/proc/net/dev'))[0];
  if (device !== undefined) return device;
  return savers.some(([program, ...args]) => sendsOn(runProgram(program, args).out))
    ? 'a rule that sends connections on to another address'
    : '';
}

/** The containers' devices in what /proc/net/dev says; /sys would show another network namespace's. */
export const containerDevices = (text: string): string[] =>
  [...text.matchAll(/^\s*([^\s:]+):/gm)]
    .map(match => match[1] ?? '')
    .filter(name => containerDevice.test(name));

/** iptables-save without -t, which would load kernel modules that nobody asked for. */
const savers = [
  ['nft', 'list', 'ruleset'],
  ['iptables-nft-save'],
  ['iptables-legacy-save'],
  ['ip6tables-nft-save'],
  ['ip6tables-legacy-save'],
] as const;

/** Whether rules, as nft or iptables-save lists them, send packets to another address than the one they came for. */
export const sendsOn = (rules: string): boolean =>
  /^-A .*-j DNAT\b|\bdnat (?:ip6? )?to\b/m.test(rules.replace(quoted, ''));

/** A comment may say anything. */
const quoted = /"(?:\\.|[^"\\])*"/g;
