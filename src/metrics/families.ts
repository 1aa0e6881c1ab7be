import { type CountName, countNames } from '../fleet/receive/accounts.ts';
import { jailNames } from '../jails/pack/names.ts';
import { reasons, whys } from '../log/line.ts';
import { kinds } from '../probe.ts';

/** A label, and every value that it may have: no address, and nothing else that somebody could make many of. */
type Labels = Readonly<Record<string, readonly string[]>>;

export interface Family {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels?: Labels;
  /** Labels that never come together. */
  readonly isImpossible?: (labels: Readonly<Record<string, string>>) => boolean;
  /** Counted from the logs, line by line, over all runs that write the same file. */
  readonly isKept?: true;
}

const jail = { jail: jailNames };
const protocols = ['tcp', 'udp'] as const;

/** What became of a probe that the sentry saw; they add up to the probes, with those that wait. */
export const fates = ['scan', 'seen', 'repeat', 'flood', 'quiet'] as const;

/** What became of what other hosts told; they add up to what was received, with those that wait. */
export const fleetOutcomes = countNames.filter(
  (name): name is Exclude<CountName, 'received'> => name !== 'received',
);

/** The logs that are read. */
const logs = ['sentry', 'fail2ban'] as const;

/** Every metric, in the order of the exposition. */
const families = {
  portjail_build_info: {
    type: 'gauge',
    help: 'The version of portjail that wrote this.',
    labels: { version: [] },
  },
  portjail_collection_timestamp_seconds: { type: 'gauge', help: 'When this was written.' },
  portjail_up: { type: 'gauge', help: 'Whether a sentry runs.' },
  portjail_start_time_seconds: { type: 'gauge', help: 'When the sentry was started.' },
  portjail_status_timestamp_seconds: { type: 'gauge', help: 'When the sentry last said how it is.' },
  portjail_problems: { type: 'gauge', help: 'Problems that "portjail status" names.' },
  portjail_watched_ports: {
    type: 'gauge',
    help: 'Ports that the sentry watches, by what it sees of them.',
    labels: { protocol: protocols, sight: ['open', 'captured'] },
  },
  portjail_probes_total: { type: 'counter', help: 'Probes since the sentry was started.' },
  portjail_probe_fates_total: {
    type: 'counter',
    help: 'What became of the probes since the sentry was started.',
    labels: { fate: fates },
  },
  portjail_probes_waiting: { type: 'gauge', help: 'Probes whose line waits.' },
  portjail_kernel_dropped_packets_total: {
    type: 'counter',
    help: 'Packets that the kernel dropped before the sentry saw them, since it was started.',
  },
  portjail_lost_lines_total: {
    type: 'counter',
    help: 'Lines that could not be written, since the sentry was started.',
  },
  portjail_sources_tracked: { type: 'gauge', help: 'Sources that the sentry remembers.' },
  portjail_log_readable: {
    type: 'gauge',
    help: "Whether a log can be read: the sentry's, and Fail2ban's own.",
    labels: { log: logs },
  },
  portjail_scans_total: {
    type: 'counter',
    help: 'Ban-grade lines of the log.',
    labels: { evidence: ['handshake', 'packet'], kind: kinds },
    isImpossible: ({ evidence, kind }) => (evidence === 'handshake') !== (kind === 'connect'),
    isKept: true,
  },
  portjail_seen_total: {
    type: 'counter',
    help: 'Observations of the log.',
    labels: { why: whys },
    isKept: true,
  },
  portjail_held_lines_total: {
    type: 'counter',
    help: 'Lines that were held back, by what the log says of them.',
    labels: { reason: reasons },
    isKept: true,
  },
  portjail_last_line_timestamp_seconds: {
    type: 'gauge',
    help: 'When the newest line of the log was written.',
    isKept: true,
  },
  portjail_last_scan_timestamp_seconds: {
    type: 'gauge',
    help: 'When the newest ban-grade line of the log was written.',
    isKept: true,
  },
  portjail_fleet_up: { type: 'gauge', help: 'Whether what is to tell other hosts, and to hear them, runs.' },
  portjail_fleet_connected: { type: 'gauge', help: 'Whether it has a connection to a hub.' },
  portjail_fleet_caught_up_timestamp_seconds: {
    type: 'gauge',
    help: 'When all that it had missed had come.',
  },
  portjail_fleet_hub_ahead_seconds: {
    type: 'gauge',
    help: "How far the hub's clock is ahead of this one, where the hub has said its time.",
  },
  portjail_fleet_told_total: {
    type: 'counter',
    help: 'Events of this host that the hub has, since the process was started.',
  },
  portjail_fleet_received_total: {
    type: 'counter',
    help: 'Events of other hosts, each once, since the process was started.',
  },
  portjail_fleet_outcomes_total: {
    type: 'counter',
    help: 'What became of them.',
    labels: { outcome: fleetOutcomes },
  },
  portjail_fleet_waiting: { type: 'gauge', help: 'Sources of other hosts whose line waits.' },
  portjail_fleet_odd_hosts: { type: 'gauge', help: 'Hosts that tell what no sound one does.' },
  portjail_fail2ban_up: { type: 'gauge', help: "Whether Fail2ban's server runs." },
  portjail_jail_up: {
    type: 'gauge',
    help: 'Whether a jail that is switched on runs.',
    labels: jail,
  },
  portjail_bans_current: { type: 'gauge', help: 'Sources that a jail bans now.', labels: jail },
  portjail_bans_total: {
    type: 'counter',
    help: "Bans of a jail in Fail2ban's log, without those restored at its start.",
    labels: jail,
    isKept: true,
  },
  portjail_unbans_total: {
    type: 'counter',
    help: "Unbans of a jail in Fail2ban's log.",
    labels: jail,
    isKept: true,
  },
} as const satisfies Readonly<Record<string, Family>>;

export type Name = keyof typeof families;

/** The same for who does not know which one it is. */
export const familyOf = (name: Name): Family => families[name];

export const names = Object.keys(families) as readonly Name[];
