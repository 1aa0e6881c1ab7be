/** What becomes of probes: what is asked, where it goes, what is counted. */
import type { Held, Tally, Why } from '../log/line.ts';
import type { Address } from '../net/address.ts';
import type { LapsingSet } from '../net/lapsing-set.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import type { Probe } from '../probe.ts';
import type { Own } from './spare/own.ts';
import type { LanPorts } from './track/lan.ts';
import type { Attached } from './watch/attached.ts';

/** How long a line from packets waits for an answer of the port that was touched (milliseconds). */
export const answerPatience = 1_000;

/** What is asked; read anew for every probe, so that a reload takes effect at once. */
export interface Rules {
  own: Pick<Own, 'isForMany'>;
  attached: Attached;
  spared: Spared;
  trigger: Trigger;
  /** What a machine of the LAN may try; nothing when it is left out. */
  lan?: LanPorts;
  prefixes: PrefixLengths;
  /** Addresses that stand for hosts elsewhere: a network that has any of them is none. */
  translators: PrefixSet;
  /** Observations that are written. */
  seen: ReadonlySet<Why>;
  /** `answerPatience`, or 0 where no answer can be seen. */
  patience?: number;
}

/** Distinct ports that make a scan, 1 to 1000, and how long a touched port counts (milliseconds). */
export interface Trigger {
  readonly handshake: number;
  readonly packet: number;
  readonly window: number;
}

/** Who is spared: a probe from such a host is an observation and never a ban. */
export interface Spared {
  /** The config's addresses and ignore files; some of them for a time, by the clock of the probes. */
  readonly ignored: LapsingSet;
  /** This host's own addresses, now. */
  readonly own: PrefixSet;
  /** Gateways, resolvers and all others that are looked up while running. */
  readonly hosts: PrefixSet;
  /**
   * Whether a host holds an established connection with us now, or had been served for some seconds when it touched what
   * it would be named for; a replay cannot tell.
   */
  readonly isConnected?: ((source: Address, now: number, touched: number) => boolean) | undefined;
}

/** The networks that sources are counted in, too: leading bits as in `Prefix` (IPv4 /24 is 120), 0 for none. */
export interface PrefixLengths {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** Where a verdict goes. */
export interface Sink {
  scan(probe: Probe, tally: Tally): void;
  seen(probe: Probe, tally: Tally, why: Why): void;
  held(time: number, held: Held): void;
}

/** What became of the probes; the last six add up to the first. */
export interface Counters {
  probes: number;
  /** Ban-grade lines written. */
  scan: number;
  /** Observations written. */
  seen: number;
  /** Ban-grade lines held back as repeats. */
  repeat: number;
  /** Lines of either kind held back by the flood guard. */
  flood: number;
  /** Observations that were not due, or that nobody wants written. */
  quiet: number;
  /** Probes whose line waits now, for an answer of the port or for a flood to pass. */
  waiting: number;
}

export const noCounters = (): Counters => ({
  probes: 0,
  scan: 0,
  seen: 0,
  repeat: 0,
  flood: 0,
  quiet: 0,
  waiting: 0,
});
