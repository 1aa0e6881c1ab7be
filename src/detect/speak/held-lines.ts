import type { Held } from '../../log/line.ts';
import type { Address } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';
import type { Counters, Sink } from '../rules.ts';
import { sourceKey } from './source-key.ts';

export type Reason = Extract<Held['reason'], keyof Counters>;

/** What is held back, and why. */
export interface Holding {
  readonly hold: (reason: Reason, probe: Probe, times?: number) => void;
  /** Says what was held since this was called last. */
  readonly say: (time: number) => void;
}

export function createHolding(sink: Sink, counters: Counters): Holding {
  const counts = { flood: createHeld(), repeat: createHeld() };
  return {
    hold: (reason, probe, times = 1) => {
      counters[reason] += times;
      if (times > 0) counts[reason].add(probe.source, probe.time, probe.prefix, times);
    },
    say: time => {
      for (const reason of ['flood', 'repeat'] as const) {
        const taken = counts[reason].take();
        if (taken !== undefined) sink.held(time, { reason, ...taken });
      }
    },
  };
}

/** How much was held back for one reason since this was said last. */
export interface HeldCount {
  /** So many lines, one when nothing is said; `prefix` as in a probe. */
  add(source: Address, time: number, prefix?: number, times?: number): void;
  /** The counts, which start anew; undefined when nothing was held. */
  take(): Omit<Held, 'reason'> | undefined;
}

/** Sources told apart: up to here their number is exact, beyond it every line of a further one counts as a source. */
export const maxHeldSources = 65_536;

export function createHeld(): HeldCount {
  const sources = new Set<string | number>();
  let [lines, others, since] = [0, 0, 0];
  return {
    add: (source, time, prefix, times = 1) => {
      if (lines === 0) since = time;
      lines += times;
      const key = sourceKey({ source, prefix });
      if (sources.size < maxHeldSources) sources.add(key);
      else if (!sources.has(key)) others += times;
    },
    take: () => {
      if (lines === 0) return undefined;
      const taken = { lines, sources: sources.size + others, since };
      [lines, others] = [0, 0];
      sources.clear();
      return taken;
    },
  };
}
