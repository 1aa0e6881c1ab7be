import { randomBytes } from 'node:crypto';
import type { Address } from '../../net/address.ts';
import type { Moment } from '../../net/lapsing-set.ts';
import { isPrivate } from '../../net/private.ts';
import type { Probe } from '../../probe.ts';
import type { Steps } from '../../util/steps.ts';
import type { Block } from '../kept/blocks.ts';
import { recallSources, recallTraces, type TrackerRecord, trackerBlocks } from '../kept/tracker-blocks.ts';
import type { Trigger } from '../rules.ts';
import { addressHash } from '../table/address-hash.ts';
import { createAddressTable, nowhere, type Slot, type Stay } from '../table/address-table.ts';
import type { LanPorts } from './lan.ts';
import { maxPages } from './ports/port-sets.ts';
import { isHandshake, keyOf, remembered } from './ports/recent-ports.ts';
import { isNamedSlowly } from './slow-rule.ts';
import { createSourceStates, tickOf } from './source-states.ts';
import { stampOf } from './stamps.ts';
import { createTargetWords, keyBytes } from './target-words.ts';
import { createJournal, type JournalTouch, maxJournal } from './touch-journal.ts';
import { createTraces } from './traces.ts';

/**
 * What a source has done within the window, this probe included. Where only the slow rule makes it a scan, `ports` are
 * those remembered, and `hits` at least as many. It is written anew for the next probe: who keeps it copies it.
 */
export interface Activity {
  readonly hits: number;
  readonly ports: number;
  /** Of these ports, those with a finished handshake. */
  readonly handshakes: number;
  readonly triggered: boolean;
  /** It is a machine of the LAN that has tried nothing but a service or two of a LAN: that is no scan. */
  readonly isOfLan: boolean;
}

/** A touch of a port, as far as it is counted. */
export type Counted = Pick<Probe, 'source' | 'target' | 'protocol' | 'port' | 'evidence' | 'time'>;

export interface Tracker {
  /**
   * Counts a probe and says whether its source has reached the trigger. Takes the same time however many there are.
   * @param lan what a source with a private address may try; nothing when it is left out
   */
  touch(probe: Probe, trigger: Trigger, lan?: LanPorts): Activity;
  /** Looks up the source of a probe that says nothing of it: it is not taken in, and nothing is counted. */
  meet(source: Address): void;
  /** Where the source is that was touched or met last, or `nowhere`; written anew for the next. */
  readonly stay: Stay;
  /**
   * Takes back the touches of a port by a source, at every address, as if they had not been, and says what the source has
   * done without them. Undefined when none can be taken back: of all touches the last 8,192, of one source the last 256
   * within 30 seconds can be. A source that was forgotten for such a one stays forgotten, and so does what a clock set back
   * has ended.
   */
  untouch(touch: Omit<Counted, 'target'>, trigger: Trigger, lan?: LanPorts): Activity | undefined;
  sources(): number;
  /** What it remembers, for another one's `recall`: first what should stay longest. It may go on while these are taken. */
  blocks(): Generator<Block>;
  /**
   * Takes in what another one remembered, every time so much later (milliseconds); to be called before any touch. What was
   * left of sources that it had forgotten comes in the steps that are returned, between touches.
   */
  recall(record: TrackerRecord, shift: number): Steps<void>;
}

/** Sources remembered at most, 84 bytes each, and 128 for one that touches a second address. */
export const maxSources = 65_536;

/** Who stays when the table is full: rank of `AddressTable`; 0 is for one port. */
const ranks = { ports: 1, visits: 2, offender: 3 } as const;

/**
 * @param capacity sources at most; when there are more, one port in one visit is forgotten first
 * @param pages as `createPortSets`
 */
export function createTracker(
  capacity = maxSources,
  pages = maxPages,
  touches = maxJournal,
  traces = createTraces(),
): Tracker {
  const table = createAddressTable(capacity, addressHash, slot => leaveTrace(slot));
  const states = createSourceStates(capacity, pages);
  const journal = createJournal(touches);
  const { seen, pairs } = states;
  let targetKey: Uint8Array = randomBytes(keyBytes);
  let wordOf = createTargetWords(targetKey);
  let window = 0;
  /** What the source in hand may try. */
  let lan: LanPorts | undefined;
  /** Its touch, and what it has done with it: not made anew for each. */
  const inHand = { target: 0, key: 0, time: Number.NaN, tick: 0, stamp: 0, epoch: 0 };
  const done = { hits: 0, ports: 0, handshakes: 0, triggered: false, isOfLan: false };

  const stay = { slot: nowhere, tenant: 0 };
  /** Whose touch it is, and who is forgotten for him. */
  let toucher: Address = [0, 0, 0, 0];
  const forgotten: [number, number, number, number] = [0, 0, 0, 0];

  const take = (target: number, key: number, moment: Moment): void => {
    inHand.target = target;
    inHand.key = key;
    inHand.time = moment.time;
    inHand.tick = tickOf(moment);
    inHand.stamp = stampOf(moment, window);
    inHand.epoch = Math.floor(moment.time / window);
  };
  const tell = (hits: number, triggered: boolean, ports = seen.ports): Activity => {
    done.hits = hits;
    done.ports = ports;
    done.handshakes = seen.handshakes;
    done.triggered = triggered;
    done.isOfLan = false;
    return done;
  };
  const tellOfLan = (hits: number): Activity => {
    tell(hits, false);
    done.isOfLan = true;
    return done;
  };

  /** Of one port in one visit, before the slot is another's. */
  const leaveTrace = (slot: Slot): void => {
    const key = states.lastOf(slot);
    if (table.rankOf(slot) !== 0 || key === 0) return;
    // The memory of both is then fetched at once.
    traces.reach(toucher);
    table.readAddress(slot, forgotten);
    traces.leave(forgotten, key, states.firstOf(slot));
  };
  const takeIn = (slot: Slot, source: Address): void => {
    states.clear(slot);
    if (traces.take(source, inHand.tick)) states.recall(slot, traces.key, traces.first);
  };
  const setStay = (slot: Slot): void => {
    stay.slot = slot;
    stay.tenant = table.tenant;
  };
  const setWindow = (milliseconds: number): void => {
    window = milliseconds;
    states.setWindow(milliseconds, table.size);
    journal.clear();
  };
  const rankOf = (slot: Slot, { triggered }: Activity, key: number): number => {
    if (triggered || isHandshake(key)) return ranks.offender;
    if (seen.known < 2) return 0;
    return states.isSlow(slot) ? ranks.visits : ranks.ports;
  };
  /** Counts the touch in hand. The source has `rank` so far; returned is what it has done now. */
  const count = (slot: Slot, isFresh: boolean, rank: number, trigger: Trigger): Activity => {
    const isStranger = states.isEmpty(slot);
    const before = journal.begin(slot, isFresh, isStranger, inHand, rank);
    if (!isStranger) states.save(slot, before);
    const isExact = lan !== undefined || trigger.handshake > 1 || trigger.packet > remembered;
    states.touch(slot, isStranger, inHand, trigger.packet, isExact);
    journal.end(seen.change);
    const isNamed = isNamedSlowly(states.scoreOf(slot), trigger.packet);
    return judge(slot, isHandshake(inHand.key), trigger, states.hitsOf(slot), isNamed);
  };
  /** As of a source with these numbers, whose ports stand in `seen` and whose pairs in `pairs`. */
  const judge = (
    slot: Slot,
    isProof: boolean,
    trigger: Trigger,
    hits: number,
    isSlowlyNamed: boolean,
  ): Activity => {
    // A forged packet may help to reach the packet trigger, never the one that a handshake proves.
    if (isProof ? pairs.isProven : pairs.isSweep) return tell(hits, true);
    if (lan !== undefined && pairs.isOfLan(slot, lan, isProof)) return tellOfLan(hits);
    if (isProof) return tell(hits, seen.handshakes >= trigger.handshake);
    if (seen.ports >= trigger.packet) return tell(hits, true);
    return isSlowlyNamed ? tell(Math.max(hits, seen.known), true, seen.known) : tell(hits, false);
  };
  /** Goes back to the state before the oldest of these, and counts those again that are of other ports. */
  const replay = (slot: Slot, undone: readonly JournalTouch[], key: number, trigger: Trigger): void => {
    for (const entry of undone) seen.undo(slot, entry.key, entry.change);
    const oldest = undone.at(-1);
    if (oldest === undefined) return;
    if (oldest.isFirst) states.clear(slot);
    else states.restore(slot, journal.stateBefore(oldest));
    journal.forget(slot, undone);
    let { rank } = oldest;
    for (const other of [...undone].reverse()) {
      if (other.key === key) continue;
      take(other.target, other.key, other);
      const activity = count(slot, false, rank, trigger);
      rank = Math.max(rank, rankOf(slot, activity, other.key));
    }
    table.setRank(slot, rank);
  };
  return {
    touch: (probe, trigger, lanPorts) => {
      if (trigger.window !== window) setWindow(trigger.window);
      take(wordOf(probe.target), keyOf(probe), probe);
      toucher = probe.source;
      const slot = table.use(toucher);
      if (table.isFresh) takeIn(slot, probe.source);
      setStay(slot);
      const rank = table.rankOf(slot);
      lan = isPrivate(probe.source) ? lanPorts : undefined;
      const activity = count(slot, table.isFresh, rank, trigger);
      const earned = rankOf(slot, activity, inHand.key);
      if (earned > rank) table.setRank(slot, earned);
      return activity;
    },
    meet: source => setStay(table.find(source)),
    stay,
    untouch: (touch, trigger, lanPorts) => {
      const slot = table.find(touch.source);
      const key = keyOf(touch);
      const entries = slot === nowhere ? [] : journal.of(slot, touch.time);
      const oldest = entries.findLastIndex(entry => entry.key === key);
      if (oldest < 0 || trigger.window !== window) return undefined;
      lan = isPrivate(touch.source) ? lanPorts : undefined;
      replay(slot, entries.slice(0, oldest + 1), key, trigger);
      const { hits, score } = states.peek(slot, touch);
      return judge(slot, false, trigger, hits, isNamedSlowly(score, trigger.packet));
    },
    sources: () => table.size,
    *blocks() {
      if (window > 0) yield* trackerBlocks({ table, states, traces }, window, targetKey);
    },
    recall: (record, shift) => {
      targetKey = record.key;
      wordOf = createTargetWords(targetKey);
      setWindow(record.window);
      recallSources({ table, states }, record, shift);
      return recallTraces(traces, record, shift);
    },
  };
}
