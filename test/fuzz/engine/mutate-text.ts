import type { Mutate, Stock } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** Changes by lines and by words, which leave the rest of a text as its parser wants it. */

const parts = (input: Uint8Array, shape: RegExp): string[] =>
  Buffer.from(input).toString('latin1').match(shape) ?? [];
const joined = (list: readonly string[]): Buffer => Buffer.from(list.join(''), 'latin1');

/** Lines with their ends. */
const linesOf = (input: Uint8Array): string[] => parts(input, /[^\n]*\n|[^\n]+$/g);
/** Words, blanks and single other signs. */
const wordsOf = (input: Uint8Array): string[] => parts(input, /[\w.]+|\s+|[^\w.\s]/g);

const dropLine: Mutate = (input, random) => {
  const lines = linesOf(input);
  lines.splice(random.below(lines.length), 1);
  return joined(lines);
};

const moveLine: Mutate = (input, random) => {
  const lines = linesOf(input);
  const moved = lines.splice(random.below(lines.length), 1);
  lines.splice(random.below(lines.length + 1), 0, ...moved);
  return joined(lines);
};

const repeatLine: Mutate = (input, random) => {
  const lines = linesOf(input);
  const at = random.below(lines.length);
  lines.splice(random.below(lines.length + 1), 0, ...lines.slice(at, at + 1));
  return joined(lines);
};

const borrowLine: Mutate = (input, random, { corpus }) => {
  const [lines, others] = [linesOf(input), linesOf(random.pick(corpus))];
  const at = random.below(others.length);
  lines.splice(random.below(lines.length + 1), random.below(2), ...others.slice(at, at + 1));
  return joined(lines);
};

const numbers = [
  '0',
  '1',
  '-1',
  '32',
  '33',
  '128',
  '129',
  '255',
  '256',
  '65535',
  '65536',
  '4294967296',
  '1e9',
  '00',
  '',
];

/** A word of the grammar, of another input, or a number that is an edge. */
function newWord(random: Random, { corpus, words }: Stock): string {
  const kind = random.below(4);
  if (kind < 2) return Buffer.from(random.pick(words)).toString('latin1');
  if (kind === 2) return random.pick(numbers);
  return random.pick([...wordsOf(random.pick(corpus)), '']);
}

const replaceWord: Mutate = (input, random, stock) => {
  const words = wordsOf(input);
  const [at, word] = [random.below(words.length), newWord(random, stock)];
  words.splice(at, 1, word);
  return joined(words);
};

const insertWord: Mutate = (input, random, stock) => {
  const words = wordsOf(input);
  words.splice(random.below(words.length + 1), 0, newWord(random, stock));
  return joined(words);
};

const dropWord: Mutate = (input, random) => {
  const words = wordsOf(input);
  words.splice(random.below(words.length), 1 + random.below(3));
  return joined(words);
};

const swapWords: Mutate = (input, random) => {
  const words = wordsOf(input);
  const [one, other] = [random.below(words.length), random.below(words.length)];
  [words[one], words[other]] = [words[other] ?? '', words[one] ?? ''];
  return joined(words);
};

/** A value of JSON; the name before a colon is none. */
const value = /(?<=[:[,]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.]*|true|false|null)(?!\s*:)/g;
/** JSON that no reader counts on; the first has no text, and throws where one makes a text or a number of it. */
const oddValues = [
  '{"toString":1,"valueOf":1}',
  '{"__proto__":[]}',
  '{}',
  '[]',
  '[[]]',
  'null',
  'true',
  '1e999',
  '-0.5',
  '""',
];

const oddValue: Mutate = (input, random) => {
  const text = Buffer.from(input).toString('latin1');
  const found = [...text.matchAll(value)];
  const one = found[random.below(found.length)];
  if (one === undefined) return Buffer.from(input);
  const end = one.index + one[0].length;
  return Buffer.from(text.slice(0, one.index) + random.pick(oddValues) + text.slice(end), 'latin1');
};

export const textMutators: readonly Mutate[] = [
  dropLine,
  moveLine,
  repeatLine,
  borrowLine,
  replaceWord,
  replaceWord,
  insertWord,
  dropWord,
  swapWords,
  oddValue,
];
