import { hostname } from 'node:os';
import { type Account, type Gap, isUnknown, notesOf } from '../events/account.ts';
import type { Places } from '../events/places.ts';
import { type Accounts, readEvents } from '../events/read.ts';
import { readShared } from '../events/shared/read-shared.ts';
import type { Span } from '../events/span.ts';
import type { ServiceNames } from '../net/service-names.ts';
import { bansReport } from './bans.ts';
import { type Counted, createCounting } from './count/counting.ts';
import { effectsOf } from './effects.ts';
import { linesReport } from './lines.ts';
import { createOthers } from './others.ts';
import type { Report } from './report.ts';
import { timelineOf } from './timeline.ts';
import { weekOf } from './week.ts';

export interface Wanted {
  readonly places: Places;
  readonly span: Span;
  readonly services: ServiceNames;
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Sources that are counted by themselves. @default 500,000 */
  readonly mostSources?: number;
}

/** A report, and what it was made from, for the table of all sources. */
export interface Made {
  readonly report: Report;
  readonly counted: Counted;
}

/** Reads both logs and counts what they tell. Never throws for what cannot be read: the report says what is not known. */
export async function makeReport({ places, span, services, onProgress, mostSources }: Wanted): Promise<Made> {
  const { hearer, counted } = createCounting(mostSources);
  const accounts = await readEvents({ places, span, ...(onProgress && { onProgress }) }, hearer);
  const report = reportOf(accounts, span, counted, services);
  if (places.shared === undefined) return { report, counted };
  const others = createOthers();
  const notes = await readShared(places.shared, { span }, shared => others.add(shared));
  return {
    report: { ...report, others: others.report(), notes: [...report.notes, ...notes] },
    counted,
  };
}

function reportOf(read: Accounts, asked: Span, counted: Counted, services: ServiceNames): Report {
  const isKnown = { log: !isUnknown(read.log, asked), bans: !isUnknown(read.bans, asked) };
  const span = asked.since > 0 ? asked : { ...asked, since: beginningOf(read, asked) };
  const accounts = { log: within(read.log, asked, span), bans: within(read.bans, asked, span) };
  const gaps = { log: accounts.log.gaps, bans: accounts.bans.gaps };
  return {
    host: hostname(),
    ...span,
    notes: [...notesOf(accounts.log), ...notesOf(accounts.bans)],
    gaps,
    lines: isKnown.log ? linesReport(counted, services, isKnown.bans) : null,
    bans: isKnown.bans ? bansReport(counted) : null,
    effects: isKnown.log && isKnown.bans ? effectsOf(counted, span.until) : null,
    others: null,
    timeline: isKnown.log || isKnown.bans ? timelineOf(span, counted.hours, gaps) : null,
    week: isKnown.log ? weekOf(span, counted.hours, gaps.log) : null,
  };
}

/** Where everything is asked for: since when either log tells anything; 0 where neither does. */
function beginningOf({ log, bans }: Accounts, asked: Span): number {
  const known = [log, bans].filter(account => !isUnknown(account, asked));
  const begins = known.map(({ gaps }) => gaps.find(gap => gap.since <= asked.since)?.until ?? asked.since);
  return begins.length === 0 ? asked.since : Math.min(...begins);
}

/** A log that tells nothing at all keeps saying so, and of each file that cannot be read it is said, however old. */
function within(account: Account, asked: Span, { since }: Span): Account {
  if (isUnknown(account, asked)) return account;
  const gaps = account.gaps.filter(gap => gap.until > since || gap.file !== undefined);
  const cut = (gap: Gap): Gap => (gap.until > since ? { ...gap, since: Math.max(gap.since, since) } : gap);
  return { ...account, gaps: gaps.map(cut) };
}
