/** The thread that hands inputs to a parser. Who started it looks on, and ends it where an input takes too long. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../../../src/util/errors.ts';
import type { Targets } from '../targets/index.ts';
import { type Branch, startCoverage } from './coverage.ts';
import { inputsOf } from './inputs.ts';
import { type Plant, plantIt } from './plant.ts';

/** What it is to do. */
export interface Task {
  /** The module that has the targets. */
  readonly list: string;
  readonly name: string;
  readonly seed: number;
  /** The numbers of the inputs: from this one, so many; of so many of them the branches are counted. */
  readonly from: number;
  readonly count: number;
  readonly counted: number;
  readonly plant?: Plant | undefined;
  /** The number of the input that is being tried. */
  readonly progress: SharedArrayBuffer;
}

/** What must not have been thrown. */
export interface Fault {
  readonly number: number;
  readonly input: Uint8Array;
  readonly what: string;
}

export interface Outcome {
  readonly faults: readonly Fault[];
  readonly branches: readonly Branch[];
  /** Of a planted fault: whether an input got there, whatever became of it. */
  readonly isReached: boolean;
}

/** So many different ones are enough to begin with. */
const mostFaults = 5;

async function run(task: Task): Promise<Outcome> {
  const plant = task.plant && plantIt(task.plant);
  const branchesOf = task.counted > 0 ? startCoverage() : undefined;
  const { targets } = (await import(task.list)) as { targets: Targets };
  const target = await targets[task.name]?.();
  if (target === undefined) throw new Error(`no parser is called ${task.name}`);
  const inputAt = inputsOf(task.name, target, task.seed);
  const progress = new Int32Array(task.progress);
  const faults = new Map<string, Fault>();
  let branches: Branch[] = [];
  const end = task.from + task.count;
  for (let number = task.from; number < end && faults.size < mostFaults; number++) {
    if (number === task.from + task.counted) branches = branchesOf?.(target.sources) ?? [];
    const input = inputAt(number);
    Atomics.store(progress, 0, number);
    try {
      target.take(input);
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : errorMessage(error);
      const where = what.split('\n').find(line => line.includes('/src/')) ?? what;
      if (!faults.has(where)) faults.set(where, { number, input, what });
    }
    // Found, or caught by the parser itself.
    if (plant?.isReached() === true) break;
  }
  if (task.counted >= task.count) branches = branchesOf?.(target.sources) ?? [];
  return { faults: [...faults.values()], branches, isReached: plant?.isReached() === true };
}

parentPort?.postMessage(await run(workerData as Task));
