/**
 * `npm run fuzz [TARGET] [COUNT]`: tries inputs on every parser, or on one; 10,000 each unless another number is given.
 * SEED=N repeats a run, FROM=N begins with another input, PLANT=true looks for a planted fault too. Exit code 1 for a fault.
 */
import { availableParallelism } from 'node:os';
import { errorMessage } from '../../src/util/errors.ts';
import { described, fuzz } from './engine/fuzz.ts';
import { targets } from './targets/index.ts';

const [first = 'all', second] = process.argv.slice(2);
const [name, count] = /^\d+$/.test(first) ? ['all', first] : [first, second];
const { SEED = String(1 + (Date.now() % 1_000_000)), FROM = '0', PLANT } = process.env;
const options = {
  seed: Number(SEED),
  from: Number(FROM),
  count: Number(count ?? 10_000),
  isPlanted: PLANT === 'true',
};

process.stdout.write(`SEED=${SEED}\n`);
try {
  const names = name === 'all' ? Object.keys(targets) : [name];
  const oneByOne = async (): Promise<void> => {
    for (let one = names.shift(); one !== undefined; one = names.shift()) {
      const result = await fuzz(one, options);
      process.stdout.write(described(result, options));
      if (result.faults.length > 0 || result.planted?.isFound === false) process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, oneByOne));
} catch (error) {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 2;
}
