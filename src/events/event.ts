import type { Told } from '../log/once.ts';
import type { Address } from '../net/address.ts';
import type { Shared } from './shared/hear-shared.ts';

/** What the logs tell, in the words of every view. Times are milliseconds since the epoch. */

/** A line about a source: `scan`, or `seen` with its `why` (`ignored` and `protected` are hosts that nobody may ban). */
export type Touch = Exclude<Told, { verb: 'held' }>;

/** What was held back. */
export type HeldBack = Extract<Told, { verb: 'held' }>;

/**
 * What Fail2ban did to a source:
 * `ban` a new ban; `restored` an old one after a restart, none of its own; `increased` says how long a ban that was just
 * written lasts; `already` a line about a source that is banned; `unban` the end, by time or by hand.
 */
export type BanKind = 'ban' | 'restored' | 'increased' | 'already' | 'unban';

/** A source as Fail2ban names it: an address, or the network that is meant by it (bits as in `Prefix`). */
interface Named {
  readonly time: number;
  readonly jail: string;
  readonly source: Address;
  readonly prefix?: number;
}

export interface Ban extends Named {
  readonly kind: BanKind;
  /** When the ban ends; of `increased` alone. */
  readonly ends?: number;
}

/** A line that a jail's filter has matched, written at `of` (whole seconds). */
export interface Found extends Named {
  readonly of: number;
}

/** Fail2ban itself: it begins to stop, or was started. */
export interface ServerEvent {
  readonly time: number;
  readonly kind: 'started' | 'stopped';
}

/** Who is told of events, one by one, each log in its own order. */
export interface Hearer {
  readonly onTouch?: (touch: Touch) => void;
  readonly onHeld?: (held: HeldBack) => void;
  readonly onBan?: (ban: Ban) => void;
  readonly onFound?: (found: Found) => void;
  readonly onServer?: (event: ServerEvent) => void;
  /** What others have proven, which is no touch. */
  readonly onShared?: (shared: Shared) => void;
}

/** Who takes what a log holds, in its order. */
export interface Hearing {
  /** A line of a file. */
  readonly onLine: (line: string) => void;
  /** An entry of the journal, and when it came there. */
  readonly onMessage: (message: string, time: number) => void;
}
