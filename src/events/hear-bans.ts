import { jailNames } from '../jails/pack/names.ts';
import { isMarkedAddress } from '../log/marked.ts';
import type { Prefix } from '../net/address.ts';
import { type Counts, createClock } from './counts.ts';
import type { Hearer, Hearing } from './event.ts';
import { type BanLine, parseBanLine, parseBanMessage } from './lines/ban-line.ts';
import { parseServerLine, parseServerMessage, type ServerLine } from './lines/server-line.ts';
import { createLocalTimes } from './local-time.ts';
import { concerns } from './only.ts';
import type { Span } from './span.ts';

/** Which jails: those of the pack, or every one. */
export type Jails = 'ours' | 'all';

const pack: ReadonlySet<string> = new Set(jailNames);

/**
 * Takes what Fail2ban writes, in its order, and tells of each event of the span. Addresses that the doctor had banned for
 * a moment are left out.
 */
export function hearBans(
  { span, jails, only }: { readonly span: Span; readonly jails: Jails; readonly only?: Prefix | undefined },
  hearer: Hearer,
  counts: Counts,
): Hearing {
  const [times, found, ends] = [createLocalTimes(), createLocalTimes(), createLocalTimes()];
  const clock = createClock(span, counts);
  const own = createOwn();
  const hear = (line: BanLine, time: number): void => {
    if (!clock(time)) return;
    if (jails === 'ours' && !pack.has(line.jail)) return;
    if (isMarkedAddress(line.source)) return;
    if (only !== undefined && !concerns(only, line.source, line.prefix)) return;
    counts.events++;
    const { kind, source, prefix, of } = line;
    const named = { time, jail: own(line.jail), source, ...(prefix !== undefined && { prefix }) };
    if (kind === 'found') hearer.onFound?.({ ...named, of: found(of ?? '', 0) });
    else if (kind === 'increased')
      hearer.onBan?.({ ...named, kind, ends: of === undefined ? Number.POSITIVE_INFINITY : ends(of, 0) });
    else hearer.onBan?.({ ...named, kind });
  };
  const hearServer = ({ kind }: ServerLine, time: number): void => {
    clock(time);
    if (time >= span.since && time <= span.until) hearer.onServer?.({ time, kind });
  };
  return {
    onLine: text => {
      const line = parseBanLine(text);
      if (line?.at !== undefined) hear(line, times(...line.at));
      const server = line === undefined && hearer.onServer ? parseServerLine(text) : undefined;
      if (server?.at !== undefined) hearServer(server, times(...server.at));
    },
    onMessage: (message, time) => {
      const line = parseBanMessage(message);
      if (line !== undefined) hear(line, time);
      const server = line === undefined && hearer.onServer ? parseServerMessage(message) : undefined;
      if (server !== undefined) hearServer(server, time);
    },
  };
}

/** A name of a few: a piece of a line would keep all that was read with it in memory. */
function createOwn(): (text: string) => string {
  const names = new Map<string, string>();
  return text => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const copy = Buffer.from(text, 'latin1').toString('latin1');
    if (names.size < 1000) names.set(copy, copy);
    return copy;
  };
}
