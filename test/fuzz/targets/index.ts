import type { Target } from '../engine/target.ts';

/** Parsers by their names, loaded when they are asked for: what a thread counts is what it loads. */
export type Targets = Readonly<Record<string, () => Promise<Target>>>;

/** Every parser of what somebody else wrote. */
export const targets: Targets = {
  // From the network, and from who writes captures.
  packets: async () => (await import('./packets/packets.ts')).packets,
  captures: async () => (await import('./packets/captures.ts')).captures,
  // What people write.
  conf: async () => (await import('./config/conf.ts')).conf,
  json: async () => (await import('./config/json.ts')).json,
  ignore: async () => (await import('./config/ignore.ts')).ignore,
  modes: async () => (await import('./config/modes.ts')).modes,
  words: async () => (await import('./host/words.ts')).words,
  // Logs, ours and of others.
  'log-lines': async () => (await import('./logs/log-lines.ts')).logLines,
  'ban-log': async () => (await import('./logs/ban-log.ts')).banLog,
  journal: async () => (await import('./logs/journal.ts')).journal,
  logrotate: async () => (await import('./logs/logrotate.ts')).logrotate,
  // What we keep.
  status: async () => (await import('./kept/kept.ts')).status,
  answers: async () => (await import('./kept/kept.ts')).answers,
  manifest: async () => (await import('./kept/kept.ts')).manifest,
  setup: async () => (await import('./kept/kept.ts')).setup,
  positions: async () => (await import('./kept/kept.ts')).positions,
  state: async () => (await import('./kept/state.ts')).state,
  remembered: async () => (await import('./kept/remembered.ts')).remembered,
  // Fail2ban.
  dump: async () => (await import('./fail2ban/fail2ban.ts')).dump,
  banned: async () => (await import('./fail2ban/fail2ban.ts')).banned,
  refusal: async () => (await import('./fail2ban/fail2ban.ts')).refusal,
  'jail-files': async () => (await import('./fail2ban/fail2ban.ts')).jailFiles,
  // Firewalls.
  nft: async () => (await import('./firewall/rulesets.ts')).nft,
  iptables: async () => (await import('./firewall/rulesets.ts')).iptables,
  ipset: async () => (await import('./firewall/rulesets.ts')).ipset,
  // The fleet.
  'fleet-events': async () => (await import('./fleet/fleet.ts')).fleetEvents,
  'fleet-lines': async () => (await import('./fleet/fleet.ts')).fleetLines,
  'fleet-status': async () => (await import('./fleet/fleet.ts')).fleetStatus,
  'fleet-hosts': async () => (await import('./fleet/fleet.ts')).fleetHosts,
  // The kernel and the system.
  netlink: async () => (await import('./kernel/netlink.ts')).netlink,
  proc: async () => (await import('./kernel/proc.ts')).proc,
  'host-files': async () => (await import('./host/host-files.ts')).hostFiles,
  utmp: async () => (await import('./host/host-files.ts')).utmp,
};
