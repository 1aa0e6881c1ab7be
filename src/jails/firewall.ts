import { readIfThere } from '../util/files.ts';
import { runProgram } from '../util/program.ts';
import type { Firewall } from './banaction.ts';
import { type ToolName, toolWorks } from './tools.ts';

/**
 * Asks the firewalls of this host whether they work; `banaction` are the effective options of Fail2ban. Where nft works
 * no other is asked: nothing else would be taken, and asking iptables-legacy loads kernel modules.
 */
export function firewallHere(banaction: string, banactionAllports: string): Firewall {
  const nft = toolWorks('nft');
  const instead = (name: ToolName): boolean => !nft && toolWorks(name);
  return {
    banaction,
    banactionAllports,
    nft,
    ipset: instead('ipset'),
    iptables: instead('iptables'),
    firewalld: instead('firewalld'),
    ufw: instead('ufw'),
    ip: instead('ip'),
    containers: containersHere(),
  };
}

/** The bridges and tunnels of Docker, Podman, Kubernetes' networks, LXD and Incus. */
const containerDevice =
  /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|cni\d+|flannel.*|cali.*|cilium.*|weave|kube-.*|lxdbr\d+|incusbr\d+)$/;

/** What the network devices or the firewall's rules show of containers, in a few words; '' for nothing. */
export function containersHere(): string {
  const device = containerDevices(readIfThere('/proc/net/dev') ?? '')[0];
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
