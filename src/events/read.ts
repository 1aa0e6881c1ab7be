import { parseLine } from '../log/line.ts';
import type { Prefix } from '../net/address.ts';
import type { Account, Position } from './account.ts';
import { noCounts } from './counts.ts';
import type { Hearer } from './event.ts';
import { hearBans, type Jails } from './hear-bans.ts';
import { hearLog } from './hear-log.ts';
import { leadOf } from './only.ts';
import type { Places } from './places.ts';
import { readPlace } from './read-place.ts';
import type { Span } from './span.ts';

export interface Reading {
  readonly places: Places;
  readonly span: Span;
  /** Whose bans. @default 'ours' */
  readonly jails?: Jails;
  /** One address or network alone, many times as fast. */
  readonly only?: Prefix;
  /** Where earlier readings ended: what they have told is not told again. */
  readonly from?: { readonly log?: Position | undefined; readonly bans?: Position | undefined };
  /** Told how far it is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** What the two logs were worth. */
export interface Accounts {
  readonly log: Account;
  readonly bans: Account;
}

/**
 * Reads what both logs tell of a span, with their rotated and gzipped files: first Fail2ban's bans, then our lines, each in
 * the order of its log. Memory stays bounded, since nothing is kept. Never throws for what cannot be read: the accounts say
 * what is not known, and why.
 */
export async function readEvents(reading: Reading, hearer: Hearer): Promise<Accounts> {
  const bans = await readBans(reading, hearer);
  return { bans, log: await readOurs(reading, hearer) };
}

/** Fail2ban's log alone. */
export function readBans(reading: Reading, hearer: Hearer): Promise<Account> {
  const { places, span, jails = 'ours', only, from } = reading;
  const counts = noCounts();
  return readPlace(places.bans, {
    ...reading,
    ...hearBans({ span, jails, only }, hearer, counts),
    counts,
    from: from?.bans,
    wanted: only && ` ${leadOf(only)}`,
    // Of any other text Date.parse() would make something, too.
    timeOf: line => (/^\d{4}-\d\d-\d\d \d\d:/.test(line) ? Date.parse(line.slice(0, 19)) : undefined),
  });
}

/** Our log alone. */
export function readOurs(reading: Reading, hearer: Hearer): Promise<Account> {
  const { places, span, only, from } = reading;
  const counts = noCounts();
  return readPlace(places.log, {
    ...reading,
    ...hearLog(span, hearer, counts, only),
    counts,
    from: from?.log,
    wanted: only && ` src=${leadOf(only)}`,
    timeOf: line => parseLine(line)?.time,
  });
}
