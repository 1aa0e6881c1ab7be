import { Worker } from 'node:worker_threads';
import type { Outcome, Task } from './thread.ts';

/** One input may take so long (milliseconds): a thousandfold of what any takes, on a machine that is busy. */
const usualTime = 20_000;

/** What a parser and its inputs may keep (MiB): a leak of 300 bytes an input shows within a million. */
const mostMemory = 256;

/**
 * The same of what is young (MiB). It becomes old at once, and a thread is ended in time only where that is less than the
 * 16 MiB that it is granted beyond its limit (kExtraHeapAllowance in Node's node_worker.cc): else the whole process ends,
 * as half of the times with Node.js 24 and its own size.
 */
const young = 8;

const usualList = new URL('../targets/index.js', import.meta.url).href;

/** What is to be done, and the parsers among which its name is; those of the product, where nothing is said. */
export type Work = Omit<Task, 'progress' | 'list'> & { readonly list?: string };

// Clocks there go back in autumn.
process.env['TZ'] = 'Europe/Berlin';

/** Tries inputs on one parser, in a thread of its own. What ends that thread is a fault, too. */
export function tryInputs(task: Work, mostTime = usualTime): Promise<Outcome> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { list: usualList, ...task, progress },
    resourceLimits: { maxOldGenerationSizeMb: mostMemory, maxYoungGenerationSizeMb: young },
  });
  return new Promise(resolve => {
    let last = -1;
    const failed = (what: string): void => {
      clearInterval(watch);
      const number = Atomics.load(at, 0);
      resolve({ faults: [{ number, input: Buffer.alloc(0), what }], branches: [], isReached: false });
    };
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now === last) {
        void worker.terminate();
        failed(`input ${now} takes more than ${mostTime / 1000} s`);
      }
      last = now;
    }, mostTime);
    worker.once('message', (outcome: Outcome) => {
      clearInterval(watch);
      resolve(outcome);
    });
    worker.once('error', error =>
      failed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  });
}
