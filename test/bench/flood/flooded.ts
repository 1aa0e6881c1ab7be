import { setTimeout as sleep } from 'node:timers/promises';
import { type Flood, flood } from './flood.ts';
import type { Product, Running } from './products/product.ts';
import type { Programs } from './programs.ts';
import { onStage, type Stage, scanners } from './stage.ts';
import type { Outcome } from './table.ts';
import { usageOf } from './usage.ts';

/** Floods one product, on a host of its own. */
export const flooded = (product: Product, programs: Programs, wanted: Flood): Promise<Outcome> =>
  onStage(programs, async stage => {
    const running = await product.start(stage);
    await quiet(stage);
    const before = usageOf(stage.processes());
    const sent = await flood(stage, wanted);
    await sleep(answers);
    await quiet(stage);
    if (stage.processes().length === 0) throw new Error(`${product.name} did not outlive the flood`);
    const after = usageOf(stage.processes());
    return {
      name: product.name,
      sent,
      cpu: after.cpu - before.cpu,
      memory: after.memory,
      unseen: await running.unseen(),
      ...said(running),
    };
  });

/** A line of portjail's waits a second for an answer of the port (milliseconds). */
const answers = 1_500;

/** Waits until the product does nothing more, or for so many turns: what is behind then stays behind. */
async function quiet(stage: Stage): Promise<void> {
  const [turn, turns, idle] = [500, 20, 20_000];
  let before = usageOf(stage.processes()).cpu;
  for (let i = 0; i < turns; i++) {
    await sleep(turn);
    const now = usageOf(stage.processes()).cpu;
    if (now - before <= idle) return;
    before = now;
  }
}

function said(running: Running): Pick<Outcome, 'lines' | 'named'> {
  const lines = running.lines();
  const { names } = running;
  if (names === undefined) return { lines: lines.length, named: undefined };
  const isNamed = (source: string): boolean => lines.some(line => names(line, source));
  return {
    lines: lines.length,
    named: { fast: isNamed(scanners.fast), slow: isNamed(scanners.slow) },
  };
}
