import type { Counted, OriginAccount } from '../receive/accounts.ts';
import type { RefusedAs } from '../receive/refusals.ts';

/** How a fleet's process does, as status.json has it. Times are milliseconds since the epoch. */
export interface FleetStatus {
  readonly pid: number;
  /** As `processStart`: tells this process from a later one of the same number. */
  readonly processStart: number;
  readonly time: number;
  readonly name: string;
  /** The server that it is connected to; '' while there is none, and then why. */
  readonly server: string;
  readonly why: string;
  /** Since when the connection is as it is. */
  readonly since: number;
  /** What the config says of it. */
  readonly publish: boolean;
  readonly accept: boolean | 'observe';
  readonly hosts: number;
  /** Events that the hub has of this host, and sources that were left out. */
  readonly told: number;
  readonly left: number;
  /** When all that was missed had come; 0 for never. */
  readonly caughtUp: number;
  readonly waiting: number;
  readonly totals: Counted;
  /** Some of the hosts that were heard. */
  readonly origins: readonly OriginAccount[];
  /** How far the hub's clock is ahead of this host's; null where the hub has said no time. */
  readonly hubAhead: number | null;
  /** The last sources of which no line came, oldest first. */
  readonly refused: readonly RefusedSource[];
}

/** A source that a host has named, and why no line came of it. */
export interface RefusedSource {
  readonly source: string;
  readonly origin: string;
  readonly why: RefusedAs;
  readonly time: number;
}

/** Hosts that a status names. */
export const mostOrigins = 100;
