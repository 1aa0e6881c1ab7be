import { type JournalEntry, journalStart, readJournal } from '../follow/journal.ts';
import { readLog } from '../follow/read-log.ts';
import { type Account, gapsOf, type Position, type TimeOf, timeText } from './account.ts';
import type { Counts } from './counts.ts';
import type { Hearing } from './event.ts';
import { type Place, placeText } from './places.ts';
import type { Span } from './span.ts';

/** How one log is read. */
export interface PlaceReading extends Hearing {
  readonly span: Span;
  readonly from: Position | undefined;
  readonly counts: Counts;
  /** What each line has that counts at all. */
  readonly wanted: string | undefined;
  readonly timeOf: TimeOf;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads one log, wherever it is, and says what that is worth. */
export function readPlace(place: Place, reading: PlaceReading): Promise<Account> {
  switch (place.kind) {
    case 'file':
      return readFile(place, reading);
    case 'journal':
      return readUnit(place, reading);
    case 'nowhere':
      return Promise.resolve(unread(place, reading, place.why));
  }
}

async function readFile({ path }: { readonly path: string }, reading: PlaceReading): Promise<Account> {
  const { span, from, counts, onLine, wanted, onProgress, signal } = reading;
  const read = await readLog(path, {
    from: from !== undefined && 'offset' in from ? from : span.since,
    onLine,
    ...(wanted !== undefined && { wanted: [wanted] }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  counts.foreign += read.torn + read.dropped;
  return {
    place: path,
    gaps: gapsOf(read, reading.timeOf, from === undefined ? span : { ...span, since: 0 }),
    counts,
    position: read.position,
    isResumed: read.isResumed,
  };
}

async function readUnit(place: Extract<Place, { kind: 'journal' }>, reading: PlaceReading): Promise<Account> {
  const { span, from, counts, onMessage, signal } = reading;
  let last: string | undefined;
  const why = await readJournal({
    matches: place.matches,
    from: from !== undefined && 'cursor' in from ? from : span.since,
    ...(signal && { signal }),
    onEntry: ({ message, time, cursor }: JournalEntry) => {
      onMessage(message, time);
      last = cursor;
    },
  });
  if (why !== undefined) return unread(place, reading, why);
  const start = await journalStart();
  const until = Math.min(start ?? span.until, span.until);
  return {
    place: placeText(place),
    gaps:
      span.since < until
        ? [{ since: span.since, until, why: `the journal that is kept begins at ${timeText(until)}` }]
        : [],
    counts,
    position: last === undefined ? from : { cursor: last },
    isResumed: true,
  };
}

const unread = (place: Place, { span, counts, from }: PlaceReading, why: string): Account => ({
  place: placeText(place),
  gaps: [{ ...span, why }],
  counts,
  position: from,
  isResumed: from === undefined,
});
