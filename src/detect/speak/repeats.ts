import type { Why } from '../../log/line.ts';
import type { Address } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';
import { type Block, backwards, blockKinds, inBlocks } from '../kept/blocks.ts';
import { type LineRecord, lineTimes, readLine, writeLine } from '../kept/line-record.ts';
import type { Remembered } from '../kept/remembered.ts';
import { addressHash } from '../table/address-hash.ts';
import { createAddressMarks } from '../table/address-marks.ts';
import { createAddressTable, nowhere, type Slot } from '../table/address-table.ts';
import { createNamed } from './named.ts';
import { disorder } from './pace.ts';

/** Which lines of a source are written again, so that a ban can be renewed and a busy scanner fills no disk. */
export interface Repeats {
  /**
   * What a ban-grade line of this probe would be now: its source's first with this evidence for `window`
   * milliseconds, a further one, or one too early.
   */
  turnOf(probe: Probe, hits: number, window: number): 'first' | 'again' | 'early';
  /** Remembers that a ban-grade line of this probe was written. */
  said(probe: Probe, hits: number): void;
  /** True when an observation of this probe's source is due, for this reason. */
  seenDue(probe: Probe, why: Why): boolean;
  /** Remembers that one was written. */
  saidSeen(probe: Probe, why: Why): void;
  /** What it remembers, for another one's `recall`: who was written last comes first. */
  blocks(): Generator<Block>;
  /** Takes in what another one remembered, every time so much later (milliseconds); to be called before any line. */
  recall(remembered: Pick<Remembered, 'lines'>, shift: number): void;
}

/** A finished handshake this long after the last line proves that no ban is in force (milliseconds). */
const handshakePause = 3_000;
/** An active source is named again this often, so that Fail2ban repairs a lost rule (milliseconds). */
const packetPause = 60_000;
const seenPause = 60_000;
/** A protected host is there for good: a resolver whose answers come late must not fill the log. */
const protectedPause = 3_600_000;
/**
 * Who was never written is not remembered, so at 50 lines a second no flood pushes a named one out in 20 minutes. 77 bytes
 * each, and as many networks.
 */
const maxSources = 65_536;

export function createRepeats(): Repeats {
  const [sources, networks] = [createLast(), createLast()];
  const lastOf = ({ prefix }: Probe): Last => (prefix === undefined ? sources : networks);
  return {
    turnOf: (probe, hits, window) => {
      const last = lastOf(probe);
      const at = last.find(probe);
      // A line of packet evidence goes to another jail: it must not keep the proof from this one.
      const line = at + (probe.evidence === 'handshake' ? field.handshake : field.scan);
      if (last.isOver(line, probe, window)) return 'first';
      return isDue(last, at, probe, hits) ? 'again' : 'early';
    },
    said: (probe, hits) => {
      const { use, words } = lastOf(probe);
      const at = use(probe);
      words[at + field.scan] = probe.time;
      words[at + field.nextHit] = 2 ** (Math.floor(Math.log2(hits)) + 1);
      if (probe.evidence === 'handshake') words[at + field.handshake] = probe.time;
    },
    seenDue: (probe, why) => {
      const last = lastOf(probe);
      const at = last.find(probe);
      return why === 'protected'
        ? last.isOver(at + field.protected, probe, protectedPause)
        : last.isOver(at + field.seen, probe, seenPause);
    },
    saidSeen: (probe, why) => {
      const { use, words } = lastOf(probe);
      words[use(probe) + (why === 'protected' ? field.protected : field.seen)] = probe.time;
    },
    *blocks() {
      yield* inBlocks(blockKinds.lines, sources.records(), writeLine);
      yield* inBlocks(blockKinds.networkLines, networks.records(), writeLine);
    },
    recall: ({ lines }, shift) => {
      for (const record of backwards(lines, blockKinds.lines, readLine)) sources.recall(record, shift);
      for (const record of backwards(lines, blockKinds.networkLines, readLine))
        networks.recall(record, shift);
    },
  };
}

/** When lines of a source were written last; `nextHit` is the hit that is worth the next one of packets: 2, 4, 8 ... */
const field = { scan: 0, handshake: 1, seen: 2, protected: 3, nextHit: lineTimes } as const;
const fields = 5;

type Last = ReturnType<typeof createLast>;

/** The last lines of as many sources; who was written longest ago makes room. */
function createLast() {
  /** Hardly anybody is ever written, and who was not need not be looked for. */
  const marks = createAddressMarks(16);
  const table = createAddressTable(maxSources, addressHash, slot => marks.remove(table.addressAt(slot)));
  const named = createNamed();
  /** With another length the same words are another network. */
  const lengths = new Uint8Array(maxSources);
  /** Behind all sources stands one of which nothing was written. */
  const words = new Float64Array((maxSources + 1) * fields);
  const nobody = maxSources * fields;
  const forget = (at: number): void => {
    words.fill(Number.NEGATIVE_INFINITY, at, at + field.nextHit);
    words[at + field.nextHit] = 0;
  };
  forget(nobody);
  const takeIn = (address: Address): Slot => {
    const slot = table.use(address);
    if (table.isFresh) marks.add(address);
    return slot;
  };
  return {
    words,
    /** Where its fields stand. */
    find: (probe: Probe): number => {
      const address = named(probe);
      if (!marks.mayHold(address)) return nobody;
      const slot = table.find(address);
      return slot === nowhere || lengths[slot] !== (probe.prefix ?? 0) ? nobody : slot * fields;
    },
    /** The same, to be written. */
    use: (probe: Probe): number => {
      const slot = takeIn(named(probe));
      const { prefix = 0 } = probe;
      if (table.isFresh || lengths[slot] !== prefix) forget(slot * fields);
      lengths[slot] = prefix;
      return slot * fields;
    },
    *records(): Generator<LineRecord> {
      for (const slot of table.order()) {
        const at = slot * fields;
        const times = [...words.subarray(at, at + lineTimes)];
        const nextHit = words[at + field.nextHit] ?? 0;
        yield { address: table.addressAt(slot), prefix: lengths[slot] ?? 0, times, nextHit };
      }
    },
    recall: ({ address, prefix, times, nextHit }: LineRecord, shift: number): void => {
      const slot = takeIn(address);
      lengths[slot] = prefix;
      for (const [i, time] of times.entries()) words[slot * fields + i] = time + shift;
      words[slot * fields + field.nextHit] = nextHit;
    },
    /** A clock that was set back must not silence a source until it has caught up; a probe that is told late is no such clock. */
    isOver: (place: number, { time }: Probe, pause: number): boolean => {
      const then = words[place] ?? 0;
      return time - then > pause || then - time > disorder;
    },
  };
}

function isDue({ words, isOver }: Last, at: number, probe: Probe, hits: number): boolean {
  if (probe.evidence === 'handshake') return isOver(at + field.handshake, probe, handshakePause);
  const nextHit = words[at + field.nextHit] ?? 0;
  // Fewer hits than the line before: the window has passed, this is a new scan.
  return hits >= nextHit || hits * 2 < nextHit || isOver(at + field.scan, probe, packetPause);
}
