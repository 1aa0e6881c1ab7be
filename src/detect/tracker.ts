import { createAddressTable } from '../net/address-table.ts';
import type { Evidence, Probe } from '../probe.ts';
import { maxPages } from './port-books.ts';
import { isHandshake, keyOf } from './recent-ports.ts';
import { isNamedSlowly } from './slow-rule.ts';
import { createSourceStates } from './source-states.ts';
import { createJournal, type Entry, maxJournal } from './touch-journal.ts';

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

/** A touch of a port, as far as it is counted. */
export type Counted = Pick<Probe, 'source' | 'protocol' | 'port' | 'evidence' | 'time'>;

export interface Tracker {
  /** Counts a probe and says whether its source has reached the trigger. Takes the same time however many there are. */
  touch(probe: Probe, trigger: Trigger): Sight;
  /**
   * Takes back the touches of a port by a source, as if they had not been, and says what the source has done without
   * them. Undefined when none can be taken back: of all touches the last 8,192, of one source the last 256 within 30
   * seconds can be. Whoever was forgotten for such a source stays forgotten.
   */
  untouch(touch: Counted, trigger: Trigger): Sight | undefined;
  readonly sources: number;
}

/** Sources remembered at most, 79 bytes each. */
export const maxSources = 65_536;

/** Who stays when the table is full: rank of `AddressTable`; 0 is for one port. */
const ranks = { ports: 1, visits: 2, offender: 3 } as const;

/**
 * @param capacity sources at most; when there are more, one port in one visit is forgotten first
 * @param pages as `createBooks`
 */
export function createTracker(capacity = maxSources, pages = maxPages, touches = maxJournal): Tracker {
  const table = createAddressTable(capacity);
  const states = createSourceStates(capacity, pages);
  const journal = createJournal(touches);
  const { seen } = states;
  let window = 0;

  const setWindow = (milliseconds: number): void => {
    window = milliseconds;
    states.setWindow(milliseconds, table.size);
    journal.clear();
  };
  const rankOf = (slot: number, { triggered }: Sight, key: number): number => {
    if (triggered || isHandshake(key)) return ranks.offender;
    if (seen.known < 2) return 0;
    return states.isSlow(slot) ? ranks.visits : ranks.ports;
  };
  /** The source has `rank` so far; returned is what it has now. */
  const count = (slot: number, rank: number, key: number, time: number, trigger: Trigger): Sight => {
    const isStranger = states.isEmpty(slot);
    const state = journal.begin(slot, isStranger, key, time, rank);
    if (!isStranger) states.save(slot, journal.states, state);
    states.touch(slot, isStranger, key, time, trigger.packet);
    journal.end(seen.change);
    return judge(
      isHandshake(key) ? 'handshake' : 'packet',
      trigger,
      states.hitsOf(slot),
      states.scoreOf(slot),
    );
  };
  /** As of a source with these numbers, whose ports stand in `seen`. */
  const judge = (evidence: Evidence, trigger: Trigger, hits: number, score: number): Sight => {
    const { ports, handshakes, known } = seen;
    // A forged packet may help to reach the packet trigger, never the one that a handshake proves.
    if (evidence === 'handshake')
      return { hits, ports, handshakes, triggered: handshakes >= trigger.handshake };
    if (ports >= trigger.packet) return { hits, ports, handshakes, triggered: true };
    return isNamedSlowly(score, trigger.packet)
      ? { hits: Math.max(hits, known), ports: known, handshakes, triggered: true }
      : { hits, ports, handshakes, triggered: false };
  };
  /** Goes back to the state before the oldest of these, and counts those again that are of other ports. */
  const replay = (slot: number, undone: readonly Entry[], key: number, trigger: Trigger): void => {
    for (const entry of undone) seen.undo(slot, entry.key, entry.change);
    const oldest = undone.at(-1);
    if (oldest === undefined) return;
    if (oldest.state < 0) states.clear(slot);
    else states.restore(slot, journal.states, oldest.state);
    journal.forget(slot, undone);
    let { rank } = oldest;
    for (const { key: other, time } of [...undone].reverse()) {
      if (other === key) continue;
      const sight = count(slot, rank, other, time, trigger);
      rank = Math.max(rank, rankOf(slot, sight, other));
    }
    table.setRank(slot, rank);
  };
  return {
    touch: (probe, trigger) => {
      if (trigger.window !== window) setWindow(trigger.window);
      const slot = table.use(probe.source);
      if (table.isFresh) states.clear(slot);
      const [key, rank] = [keyOf(probe), table.rankOf(slot)];
      const sight = count(slot, rank, key, probe.time, trigger);
      const earned = rankOf(slot, sight, key);
      if (earned > rank) table.setRank(slot, earned);
      return sight;
    },
    untouch: (touch, trigger) => {
      const slot = table.find(touch.source);
      const key = keyOf(touch);
      const entries = slot < 0 ? [] : journal.of(slot, touch.time);
      const oldest = entries.findLastIndex(entry => entry.key === key);
      if (oldest < 0 || trigger.window !== window) return undefined;
      replay(slot, entries.slice(0, oldest + 1), key, trigger);
      const { hits, score } = states.peek(slot, touch.time);
      return judge('packet', trigger, hits, score);
    },
    get sources() {
      return table.size;
    },
  };
}
