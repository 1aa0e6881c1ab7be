import { createAddressTable } from '../net/address-table.ts';
import type { Probe } from '../probe.ts';
import { maxPages } from './port-books.ts';
import { keyOf } from './recent-ports.ts';
import { isFaded, isNamedSlowly, raised, waited } from './slow-rule.ts';
import { createWindowPorts, type WindowPorts } from './window-ports.ts';

/** Distinct ports that make a scan, 1 to 1000, and how long a touched port counts (milliseconds). */
export interface Trigger {
  readonly handshake: number;
  readonly packet: number;
  readonly window: number;
}

/**
 * What a source has done within the window, this probe included. Where only the slow rule makes it a scan, `ports` are
 * those remembered, and `hits` at least as many.
 */
export interface Sight {
  readonly hits: number;
  readonly ports: number;
  /** Of these ports, those with a finished handshake. */
  readonly handshakes: number;
  readonly triggered: boolean;
}

export interface Tracker {
  /** Counts a probe and says whether its source has reached the trigger. Takes the same time however many there are. */
  touch(probe: Probe, trigger: Trigger): Sight;
  readonly sources: number;
}

/** Sources remembered at most, 79 bytes each. */
export const maxSources = 65_536;

/** Times of a source are told in eighths of a second, in 32 bits that wrap after 17 years (milliseconds). */
const tickLength = 125;
/** Touches further apart than this are two visits, as of a scanner that takes its time (ticks). */
const visitGap = 60_000 / tickLength;
const maxHits = 0xffff_ffff;
/** Who stays when the table is full: rank of `AddressTable`; 0 is for one port. */
const ranks = { ports: 1, visits: 2, offender: 3 } as const;

/** What is kept of a source beside its ports, by slot. */
const createSources = (capacity: number) => ({
  hits: new Uint32Array(capacity),
  first: new Int32Array(capacity),
  last: new Int32Array(capacity),
  score: new Float32Array(capacity),
});

/**
 * @param capacity sources at most; when there are more, one port in one visit is forgotten first
 * @param pages as `createBooks`
 */
export function createTracker(capacity = maxSources, pages = maxPages): Tracker {
  const table = createAddressTable(capacity);
  const seen = createWindowPorts(capacity, pages);
  const { hits, first, last, score } = createSources(capacity);
  let window = 0;

  const begin = (slot: number, tick: number): void => {
    seen.clear(slot);
    hits[slot] = score[slot] = 0;
    first[slot] = last[slot] = tick;
  };
  /** Lets the time since the last touch pass. */
  const pass = (slot: number, tick: number): void => {
    const gap = (tick - (last[slot] ?? 0)) | 0;
    last[slot] = tick;
    score[slot] = waited(score[slot] ?? 0, gap * tickLength);
    if (Math.abs(gap) <= window / tickLength) return;
    // Set back that far the clock cannot tell how long it was: that is no reason to accuse anybody.
    if (gap < 0 || isFaded(score[slot] ?? 0)) begin(slot, tick);
    else {
      hits[slot] = 0;
      seen.age(slot);
    }
  };
  /** Other windows have other times: counting starts anew, what is remembered stays. */
  const setWindow = (milliseconds: number): void => {
    window = milliseconds;
    for (let slot = 0; slot < table.size; slot++) seen.age(slot);
  };
  const note = (slot: number, probe: Probe, trigger: Trigger): void => {
    hits[slot] = Math.min((hits[slot] ?? 0) + 1, maxHits);
    seen.touch(slot, keyOf(probe), probe.time, window);
    if (seen.isNew) score[slot] = raised(score[slot] ?? 0, trigger.packet);
  };
  const rankOf = (slot: number): number => {
    if (seen.known < 2) return 0;
    const age = Math.abs(((last[slot] ?? 0) - (first[slot] ?? 0)) | 0);
    return age > visitGap ? ranks.visits : ranks.ports;
  };
  return {
    touch: (probe, trigger) => {
      if (trigger.window !== window) setWindow(trigger.window);
      const slot = table.use(probe.source);
      const tick = Math.floor(probe.time / tickLength) | 0;
      if (table.isFresh) begin(slot, tick);
      else pass(slot, tick);
      note(slot, probe, trigger);
      const sight = judge(probe, trigger, hits[slot] ?? 0, score[slot] ?? 0, seen);
      const rank = sight.triggered || probe.evidence === 'handshake' ? ranks.offender : rankOf(slot);
      if (rank > table.rankOf(slot)) table.setRank(slot, rank);
      return sight;
    },
    get sources() {
      return table.size;
    },
  };
}

function judge(probe: Probe, trigger: Trigger, hits: number, score: number, seen: WindowPorts): Sight {
  const { ports, handshakes, known } = seen;
  // A forged packet may help to reach the packet trigger, never the one that a handshake proves.
  if (probe.evidence === 'handshake')
    return { hits, ports, handshakes, triggered: handshakes >= trigger.handshake };
  if (ports >= trigger.packet) return { hits, ports, handshakes, triggered: true };
  return isNamedSlowly(score, trigger.packet)
    ? { hits: Math.max(hits, known), ports: known, handshakes, triggered: true }
    : { hits, ports, handshakes, triggered: false };
}
