import type { Held } from '../../log/line.ts';
import type { Probe } from '../../probe.ts';
import type { Counters, Sink } from '../rules.ts';
import { nowhere, type Stay } from '../table/address-table.ts';
import { maxSources } from '../track/tracker.ts';

export type Reason = Extract<Held['reason'], keyof Counters>;

/** What is held back, and why. */
export interface Holding {
  readonly hold: (reason: Reason, probe: Probe, stay: Stay, times?: number) => void;
  /** Says what was held since this was called last. */
  readonly say: (time: number) => void;
}

export function createHolding(sink: Sink, counters: Counters): Holding {
  const [flood, repeat] = [createHeld(), createHeld()];
  return {
    hold: (reason, probe, stay, times = 1) => {
      // Named one by one: a property by a variable name takes longer, and this is done for each packet of a flood.
      if (reason === 'flood') {
        counters.flood += times;
        if (times > 0) flood.add(probe, stay, times);
      } else {
        counters.repeat += times;
        if (times > 0) repeat.add(probe, stay, times);
      }
    },
    say: time => {
      for (const [reason, held] of [['flood', flood] as const, ['repeat', repeat] as const]) {
        const taken = held.take();
        if (taken !== undefined) sink.held(time, { reason, ...taken });
      }
    },
  };
}

/** How much was held back for one reason since this was said last. */
export interface HeldCount {
  /** So many lines of a source or a network, one when nothing is said. */
  add(probe: Pick<Probe, 'prefix' | 'time'>, stay: Stay, times?: number): void;
  /** The counts, which start anew; undefined when nothing was held. */
  take(): Omit<Held, 'reason'> | undefined;
}

/**
 * Sources are told apart as long as the tracker knows all of them: where one has the slot of another that was forgotten, and
 * comes again or still waits for its line, either may count once more. Of one that it does not know each line counts as a
 * source. Takes 4 bytes a slot.
 */
export function createHeld(capacity = maxSources): HeldCount {
  const [sources, networks] = [createCounted(capacity), createCounted(capacity)];
  const held = { lines: 0, since: Number.NaN };
  return {
    add: (probe, stay, times = 1) => {
      if (held.lines === 0) held.since = probe.time;
      held.lines += times;
      (probe.prefix === undefined ? sources : networks).count(stay);
    },
    take: () => {
      const { lines, since } = held;
      if (lines === 0) return undefined;
      held.lines = 0;
      return { lines, sources: sources.take() + networks.take(), since };
    },
  };
}

/** Which of those in a table have been counted: of each slot the tenant. */
function createCounted(capacity: number) {
  const tenants = new Int32Array(capacity);
  const counted = { size: 0, end: 0 };
  return {
    count: ({ slot, tenant }: Stay): void => {
      if (slot !== nowhere && tenants[slot] === tenant) return;
      counted.size++;
      if (slot === nowhere) return;
      tenants[slot] = tenant;
      counted.end = Math.max(counted.end, slot + 1);
    },
    take: (): number => {
      const { size, end } = counted;
      // Memory that was never written is not taken for it.
      tenants.fill(0, 0, end);
      counted.size = counted.end = 0;
      return size;
    },
  };
}
