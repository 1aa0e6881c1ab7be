import { byteMutators, type Stock } from './mutate-bytes.ts';
import { textMutators } from './mutate-text.ts';
import { createRandom, type Random } from './random.ts';
import type { Target } from './target.ts';

/** Longer ones are cut: what a parser does with them, it does with these. */
const longest = 64 * 1024;

/**
 * The inputs of a target, by their numbers: first the corpus as it is, then mutants, each made by itself, so that any of
 * them can be made again from the seed and its number.
 */
export function inputsOf(name: string, target: Target, seed: number): (number: number) => Buffer {
  const corpus = target.corpus.map(one => Buffer.from(one));
  const words = target.words.map(one => Buffer.from(one));
  const stock: Stock = { corpus, words: words.length > 0 ? words : [Buffer.alloc(1)] };
  return number => corpus[number] ?? mutant(createRandom(`${seed} ${name} ${number}`), stock);
}

function mutant(random: Random, stock: Stock): Buffer {
  let input: Buffer = Buffer.from(random.pick(stock.corpus));
  for (let left = 1 << random.below(5); left > 0; left -= 1 + random.below(3))
    input = random.pick(random.oneIn(2) ? textMutators : byteMutators)(input, random, stock);
  return (random.oneIn(5000) ? stretched(input, random) : input).subarray(0, longest);
}

/** Some of it again and again: what takes more than a moment for that takes too long for what it is worth. */
function stretched(input: Buffer, random: Random): Buffer {
  const at = random.below(input.length);
  const piece = input.subarray(at, at + 1 + random.below(40));
  if (piece.length === 0) return input;
  const filled = Buffer.alloc(longest, piece);
  return Buffer.concat([input.subarray(0, at), filled, input.subarray(at)]).subarray(0, longest);
}
