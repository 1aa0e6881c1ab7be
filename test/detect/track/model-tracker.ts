import type { Trigger } from '../../../src/detect/rules.ts';
import type { Activity, Counted } from '../../../src/detect/track/tracker.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { isPrivate } from '../../../src/net/private.ts';
import type { Probe } from '../../../src/probe.ts';
import { modelTable } from '../../net/model-table.ts';

interface Touch {
  readonly key: string;
  readonly time: number;
  counts: boolean;
}

interface Source {
  /** Every touch since it came into the table. */
  readonly history: readonly Counted[];
  hits: number;
  readonly first: number;
  last: number;
  score: number;
  /** The last six distinct ports, newest first. */
  known: Touch[];
  /** Once there were more than six at a time: every port, with the number of its window. */
  set: { epoch: number; touches: { key: string; epoch: number }[] } | undefined;
  /** The last sixteen distinct pairs of an address and a port, newest first. */
  pairs: Pair[];
}

interface Pair extends Touch {
  readonly target: string;
}

/** The service of a port that a machine of the LAN may try. */
export type ModelLan = (port: string) => string | undefined;

const stranger = (time: number): Source => ({
  history: [],
  hits: 0,
  first: time,
  last: time,
  score: 0,
  known: [],
  set: undefined,
  pairs: [],
});
const distinct = (touches: readonly { key: string }[]): Set<string> => new Set(touches.map(({ key }) => key));

/** The tracker as slow and obvious as can be. Times are multiples of an eighth of a second and of window / 2048. */
export function modelTracker(capacity: number, lan: ModelLan = () => undefined) {
  const table = modelTable(capacity);
  const sources = new Map<string, Source>();

  return {
    touch: (probe: Probe, trigger: Trigger): Activity => {
      const key = formatAddress(probe.source);
      const known = table.use(probe.source) ? undefined : sources.get(key);
      const { source, activity, rank } = count(known, probe, trigger, lan);
      sources.set(key, { ...source, history: [...(known?.history ?? []), probe] });
      table.setRank(probe.source, Math.max(rank, table.rankOf(probe.source) ?? 0));
      return activity;
    },
    /** The source as it would be had it never touched that port within the last 30 seconds: all else is counted anew. */
    untouch: (touch: Omit<Counted, 'target'>, trigger: Trigger): Activity | undefined => {
      const key = formatAddress(touch.source);
      const history = (table.has(touch.source) && sources.get(key)?.history) || [];
      const last = history.findLastIndex(({ time }) => Math.abs(touch.time - time) > 30_000);
      const kept = history.filter((other, i) => i <= last || keyOf(other) !== keyOf(touch));
      if (kept.length === history.length) return undefined;
      let source: Source | undefined;
      let rank = 0;
      for (const other of kept) {
        const counted = count(source, other, trigger, lan);
        source = counted.source;
        rank = Math.max(rank, counted.rank);
      }
      if (source === undefined) sources.delete(key);
      else sources.set(key, { ...source, history: kept });
      if (rank !== table.rankOf(touch.source)) table.setRank(touch.source, rank);
      return peek(source ?? stranger(touch.time), touch, trigger, lan);
    },
    get sources() {
      return table.size;
    },
  };
}

const keyOf = ({ protocol, port, evidence }: Omit<Counted, 'target'>): string =>
  `${protocol} ${port} ${evidence}`;

function count(known: Source | undefined, probe: Counted, trigger: Trigger, lan: ModelLan) {
  const source = known === undefined ? stranger(probe.time) : later(known, probe.time, trigger.window);
  remember(source, probe, trigger);
  rememberPair(source, probe, trigger);
  const activity = judge(source, probe, trigger, lan);
  const rank = activity.triggered || probe.evidence === 'handshake' ? 3 : rankOf(source);
  return { source, activity, rank };
}

/** What a packet at that time would find, without one. */
function peek(source: Source, touch: Omit<Counted, 'target'>, trigger: Trigger, lan: ModelLan): Activity {
  const { time } = touch;
  const { window } = trigger;
  const then = later(source, time, window);
  const known = then.known.map(touch => ({
    ...touch,
    counts: touch.counts && Math.abs(time - touch.time) <= window,
  }));
  const epoch = Math.floor(time / window);
  const { set } = then;
  const touches = set?.touches.filter(touch => epoch <= set.epoch || touch.epoch === set.epoch) ?? [];
  // A touch would close a set of ports of so few.
  const pairs = then.pairs.filter(pair => Math.abs(time - pair.time) <= window);
  const at = { ...then, known, pairs, set: distinct(touches).size > 6 ? { epoch, touches } : undefined };
  return judge(at, { ...touch, evidence: 'packet' }, trigger, lan);
}

function later(source: Source, time: number, window: number): Source {
  const gap = time - source.last;
  const score = gap > 0 ? source.score * 0.5 ** (gap / 86_400_000) : source.score;
  if (gap < -window || (gap > window && score < 0.5)) return stranger(time);
  if (gap <= window) return { ...source, score, last: time };
  const known = source.known.map(touch => ({ ...touch, counts: false }));
  return { ...source, score, last: time, hits: 0, known, set: undefined, pairs: [] };
}

function remember(source: Source, probe: Counted, trigger: Trigger): void {
  const { window, packet } = trigger;
  const key = keyOf(probe);
  const { time } = probe;
  source.hits++;
  if (!distinct(source.known).has(key)) source.score = Math.min(packet, source.score + 1);
  const all = [{ key, time, counts: true }, ...source.known.filter(touch => touch.key !== key)];
  for (const touch of all) touch.counts &&= Math.abs(time - touch.time) <= window;
  source.known = all.slice(0, 6);
  keepBook(source, all, Math.floor(time / window));
}

function rememberPair(source: Source, probe: Counted, { window }: Trigger): void {
  const { pairs } = source;
  const { time } = probe;
  const newest = { key: keyOf(probe), target: formatAddress(probe.target), time, counts: true };
  for (const pair of pairs) pair.counts &&= Math.abs(time - pair.time) <= window;
  const others = pairs.filter(({ key, target }) => key !== newest.key || target !== newest.target);
  // What is over gives way first, then the oldest packet; to a handshake the oldest handshake too.
  const isProof = ({ key }: Pair): boolean => key.endsWith('handshake');
  const candidates = [...others].reverse();
  const gone =
    candidates.find(({ counts }) => !counts) ??
    candidates.find(pair => !isProof(pair)) ??
    (isProof(newest) ? candidates[0] : newest);
  const all = [newest, ...others];
  source.pairs = all.length > 16 ? all.filter(pair => pair !== gone) : all;
}

function keepBook(source: Source, all: readonly Touch[], epoch: number): void {
  const { set } = source;
  if (set !== undefined && epoch > set.epoch) {
    set.touches = set.touches.filter(touch => touch.epoch === set.epoch);
    set.epoch = epoch;
  }
  if (set !== undefined && distinct(set.touches).size <= 6) source.set = undefined;
  const newest = all.slice(0, 1).map(({ key }) => ({ key, epoch: source.set?.epoch ?? epoch }));
  if (source.set !== undefined) source.set.touches.push(...newest);
  else if (all[6]?.counts === true) {
    const touches = all.filter(touch => touch.counts).map(touch => ({ key: touch.key, epoch }));
    source.set = { epoch, touches };
  }
}

function judge(
  source: Source,
  probe: Pick<Probe, 'source' | 'evidence'>,
  trigger: Trigger,
  lan: ModelLan,
): Activity {
  const counted = [distinct(source.known.filter(touch => touch.counts)), distinct(source.set?.touches ?? [])];
  const most = (isMeant: (key: string) => boolean): number =>
    Math.max(...counted.map(keys => [...keys].filter(isMeant).length));
  const ports = most(() => true);
  const handshakes = most(key => key.endsWith('handshake'));
  const { hits, known, score } = source;
  const isProof = probe.evidence === 'handshake';
  const pairs = source.pairs.filter(({ key, counts }) => counts && (!isProof || key.endsWith('handshake')));
  if (pairs.length >= 16 && new Set(pairs.map(({ target }) => target)).size > 1)
    return { hits, ports, handshakes, triggered: true, isOfLan: false };
  const services = new Set(pairs.map(({ key }) => lan(key.split(' ').slice(0, 2).join(' '))));
  if (isPrivate(probe.source) && services.size > 0 && services.size <= 2 && !services.has(undefined))
    return { hits, ports, handshakes, triggered: false, isOfLan: true };
  if (isProof) {
    return { hits, ports, handshakes, triggered: handshakes >= trigger.handshake, isOfLan: false };
  }
  if (ports >= trigger.packet) return { hits, ports, handshakes, triggered: true, isOfLan: false };
  const isSlow = trigger.packet <= 6 && score >= trigger.packet - 0.5;
  return isSlow
    ? { hits: Math.max(hits, known.length), ports: known.length, handshakes, triggered: true, isOfLan: false }
    : { hits, ports, handshakes, triggered: false, isOfLan: false };
}

function rankOf({ known, first, last }: Source): number {
  if (known.length < 2) return 0;
  return Math.abs(last - first) > 60_000 ? 2 : 1;
}
