import type { Held } from '../../log/line.ts';
import type { Probe } from '../../probe.ts';
import type { Counters, Sink } from '../rules.ts';
import { createAddressSet } from '../table/address-set.ts';
import { createNamed } from './named.ts';

export type Reason = Extract<Held['reason'], keyof Counters>;

/** What is held back, and why. */
export interface Holding {
  readonly hold: (reason: Reason, probe: Probe, times?: number) => void;
  /** Says what was held since this was called last. */
  readonly say: (time: number) => void;
}

export function createHolding(sink: Sink, counters: Counters): Holding {
  const [flood, repeat] = [createHeld(), createHeld()];
  return {
    hold: (reason, probe, times = 1) => {
      // Named one by one: a property by a variable name takes longer, and this is done for each packet of a flood.
      if (reason === 'flood') {
        counters.flood += times;
        if (times > 0) flood.add(probe, times);
      } else {
        counters.repeat += times;
        if (times > 0) repeat.add(probe, times);
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
  /** So many lines, one when nothing is said. */
  add(probe: Pick<Probe, 'source' | 'prefix' | 'time'>, times?: number): void;
  /** The counts, which start anew; undefined when nothing was held. */
  take(): Omit<Held, 'reason'> | undefined;
}

/** Sources told apart: up to here their number is exact, beyond it every line of a further one counts as a source. */
export const maxHeldSources = 65_536;

export function createHeld(): HeldCount {
  const sources = createAddressSet(maxHeldSources);
  const named = createNamed();
  const held = { lines: 0, others: 0, since: Number.NaN };
  return {
    add: (probe, times = 1) => {
      if (held.lines === 0) held.since = probe.time;
      held.lines += times;
      if (!sources.add(named(probe), probe.prefix ?? 0)) held.others += times;
    },
    take: () => {
      const { lines, others, since } = held;
      if (lines === 0) return undefined;
      const taken = { lines, sources: sources.size + others, since };
      held.lines = held.others = 0;
      sources.clear();
      return taken;
    },
  };
}
