import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Branch, compiled } from './coverage.ts';
import { plantable } from './plant.ts';
import type { Fault } from './thread.ts';
import { tryInputs } from './try.ts';

export interface Options {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Whether a fault is planted, which has to be found. */
  readonly isPlanted: boolean;
}

/** What came of the inputs of one parser. */
export interface Fuzzed {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** Those of the first inputs. */
  readonly branches: readonly Branch[];
  readonly planted?: Planted;
}

interface Planted {
  /** As `src/FILE:LINE`, and how often the first inputs have come there. */
  readonly place: string;
  readonly taken: number;
  readonly isFound: boolean;
  readonly number: number;
}

/** To count branches slows a parser down: more inputs than these are tried without. */
const mostCounted = 10_000;

/** Tries inputs on the parser of that name. Throws what keeps it from being tried at all. */
export async function fuzz(name: string, { seed, from, count, isPlanted }: Options): Promise<Fuzzed> {
  const counted = Math.min(count, mostCounted);
  const { faults, branches } = await tryInputs({ name, seed, from, count, counted });
  const planted = isPlanted && faults.length === 0 ? await findPlanted(name, seed + 1, branches) : undefined;
  return { name, faults, branches, ...(planted && { planted }) };
}

/** How many places are tried: at some of them the parser itself catches whatever is thrown. */
const mostPlaces = 12;

/** Plants a fault where the parser seldom gets, and looks for it with other inputs. */
async function findPlanted(
  name: string,
  seed: number,
  branches: readonly Branch[],
): Promise<Planted | undefined> {
  const rare = plantable(branches, textOf).slice(0, mostPlaces);
  let last: Planted | undefined;
  for (const { file, line, start, end, count: taken } of rare) {
    const plant = { url: compiled(file), start, end };
    const { faults, isReached } = await tryInputs({
      name,
      seed,
      from: 0,
      count: 10 * mostCounted,
      counted: 0,
      plant,
    });
    const [fault] = faults;
    last = { place: `src/${file}:${line}`, taken, isFound: fault !== undefined, number: fault?.number ?? 0 };
    if (!isReached || fault !== undefined) return last;
  }
  return last;
}

const textOf = ({ file, start, end }: Branch): string =>
  readFileSync(fileURLToPath(compiled(file)), 'utf8').slice(start, end);

/** Branches that were reached, in percent. */
export const reached = (branches: readonly Branch[]): number =>
  branches.length === 0 ? 100 : (100 * branches.filter(({ count }) => count > 0).length) / branches.length;

/** For people: a line for a parser, and what was found. */
export function described({ name, faults, branches, planted }: Fuzzed, { seed, count }: Options): string {
  const missed = branches.filter(one => one.count === 0).map(({ file, line }) => `src/${file}:${line}`);
  const lines = [
    `${name}: ${count} inputs, ${faults.length} faults, ${reached(branches).toFixed(1)} % of ${branches.length} branches`,
    ...(missed.length > 0 ? [`  not reached: ${[...new Set(missed)].join(' ')}`] : []),
    ...(planted ? [`  ${plantedText(planted)}`] : []),
    ...faults.flatMap(({ number, input, what }) => [
      `  input ${number}: SEED=${seed} FROM=${number} npm run fuzz ${name} 1`,
      `    ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 2000))}`,
      ...what.split('\n').map(line => `    ${line}`),
    ]),
  ];
  return lines.map(line => `${line}\n`).join('');
}

const plantedText = ({ place, taken, isFound, number }: Planted): string =>
  `a fault planted at ${place}, where ${taken} of the first inputs came, was ${isFound ? `found by input ${number}` : 'not found'}`;
