import type { Touch } from '../../events/event.ts';
import { formatSource } from '../../log/line.ts';
import type { Evidence, Protocol } from '../../probe.ts';

/** What is known of one source, as its lines tell it; times are milliseconds since the epoch. */
export interface Source {
  /** The address, or the network that is meant. */
  readonly text: string;
  /** Probes, by the tallies of its lines: what was held back as repeats counts too. */
  readonly probes: number;
  /** Distinct ports within one window, the most of any line. */
  readonly ports: number;
  readonly lastPort: number;
  readonly protocol: Protocol;
  /** The best that any line had. */
  readonly evidence: Evidence;
  readonly isScanner: boolean;
  /** A host that nobody may ban, as its last line says. */
  readonly spared: 'ignored' | 'protected' | undefined;
  readonly last: number;
}

type Mutable = { -readonly [Key in keyof Source]: Source[Key] } & { hits: number };

export interface SourceTable {
  add(touch: Touch): void;
  /** Those with the most probes first; of equals the newest. */
  top(count: number): readonly Source[];
  get(text: string): Source | undefined;
  readonly size: () => number;
  /** How many were forgotten since there was no room. */
  readonly forgotten: () => number;
}

/** Keeps `most` sources; of more, those that were seen longest ago are forgotten, a tenth at once. */
export function createSourceTable(most = 10_000): SourceTable {
  const sources = new Map<string, Mutable>();
  let forgotten = 0;
  return {
    add(touch) {
      const text = formatSource(touch);
      const known = sources.get(text);
      if (known === undefined) sources.set(text, begun(text, touch));
      else more(known, touch);
      if (sources.size > most) forgotten += forgetOldest(sources, Math.ceil(most / 10));
    },
    top: count => greatest(sources.values(), count),
    get: text => sources.get(text),
    size: () => sources.size,
    forgotten: () => forgotten,
  };
}

const begun = (text: string, touch: Touch): Mutable => ({
  text,
  probes: touch.hits,
  hits: touch.hits,
  ports: touch.ports,
  evidence: touch.evidence,
  isScanner: touch.verb === 'scan',
  ...latest(touch),
});

function more(known: Mutable, touch: Touch): void {
  // A smaller tally is that of a new window.
  known.probes +=
    touch.hits > known.hits ? touch.hits - known.hits : touch.hits === known.hits ? 1 : touch.hits;
  known.hits = touch.hits;
  known.ports = Math.max(known.ports, touch.ports);
  if (touch.evidence === 'handshake') known.evidence = 'handshake';
  known.isScanner ||= touch.verb === 'scan';
  Object.assign(known, latest(touch));
}

const latest = (touch: Touch): Pick<Source, 'lastPort' | 'protocol' | 'last' | 'spared'> => ({
  lastPort: touch.port,
  protocol: touch.protocol,
  last: touch.time,
  spared:
    touch.verb === 'seen' && (touch.why === 'ignored' || touch.why === 'protected') ? touch.why : undefined,
});

function forgetOldest(sources: Map<string, Mutable>, count: number): number {
  const oldest = [...sources.values()].sort((a, b) => a.last - b.last).slice(0, count);
  for (const { text } of oldest) sources.delete(text);
  return oldest.length;
}

const isBefore = (a: Source, b: Source): boolean =>
  a.probes > b.probes || (a.probes === b.probes && a.last > b.last);

/** A few of many, without sorting the many. */
function greatest(sources: Iterable<Source>, count: number): Source[] {
  const top: Source[] = [];
  for (const source of sources) {
    const last = top[count - 1];
    if (last !== undefined && !isBefore(source, last)) continue;
    const at = top.findIndex(other => isBefore(source, other));
    top.splice(at < 0 ? top.length : at, 0, source);
    if (top.length > count) top.pop();
  }
  return top;
}
