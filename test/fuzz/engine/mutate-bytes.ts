import type { Random } from './random.ts';

/** What a mutant is made of. */
export interface Stock {
  readonly corpus: readonly Uint8Array[];
  readonly words: readonly Uint8Array[];
}

/** Makes one change; may return its input as it is. */
export type Mutate = (input: Buffer, random: Random, stock: Stock) => Buffer;

/** Where integers change their length, their sign or their meaning. */
const edges = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024, 4095, 4096];
const wideEdges = [...edges, 32_767, 32_768, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];

const changed = (input: Buffer, random: Random, change: (copy: Buffer, at: number) => void): Buffer => {
  if (input.length === 0) return input;
  const copy = Buffer.from(input);
  change(copy, random.below(copy.length));
  return copy;
};

const flip: Mutate = (input, random) =>
  changed(input, random, (copy, at) => {
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  });

const setByte: Mutate = (input, random) =>
  changed(input, random, (copy, at) => {
    copy[at] = random.oneIn(2) ? random.below(256) : random.pick(edges);
  });

const add: Mutate = (input, random) =>
  changed(input, random, (copy, at) => {
    copy[at] = (copy[at] ?? 0) + random.below(70) - 35;
  });

/** A number of two or four bytes, of either byte order. */
const setNumber: Mutate = (input, random) =>
  changed(input, random, (copy, at) => {
    const value = random.pick(wideEdges);
    const [size, isLittle] = [random.oneIn(2) ? 2 : 4, random.oneIn(2)];
    if (at + size > copy.length) return;
    const part = size === 2 ? value & 0xffff : value;
    if (isLittle) copy.writeUIntLE(part, at, size);
    else copy.writeUIntBE(part, at, size);
  });

/** Puts bytes in the place of some. */
const put = (input: Buffer, from: number, to: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, from), bytes, input.subarray(to)]);

const drop: Mutate = (input, random) => {
  const at = random.below(input.length);
  return put(input, at, at + 1 + random.below(Math.min(16, input.length)), Buffer.alloc(0));
};

const repeat: Mutate = (input, random) => {
  const at = random.below(input.length);
  const end = Math.min(input.length, at + 1 + random.below(64));
  return put(input, end, end, input.subarray(at, end));
};

const cut: Mutate = (input, random) => input.subarray(0, random.below(input.length + 1));

const insertWord: Mutate = (input, random, { words }) => {
  const at = random.below(input.length + 1);
  return put(input, at, at, random.pick(words));
};

const overwriteWord: Mutate = (input, random, { words }) => {
  const [at, word] = [random.below(input.length + 1), random.pick(words)];
  return put(input, at, at + word.length, word);
};

/** The beginning of one and the end of another. */
const splice: Mutate = (input, random, { corpus }) => {
  const other = random.pick(corpus);
  return put(input, random.below(input.length + 1), input.length, other.subarray(random.below(other.length)));
};

/** A piece of another, in its midst. */
const borrow: Mutate = (input, random, { corpus }) => {
  const [other, at] = [random.pick(corpus), random.below(input.length + 1)];
  const start = random.below(other.length);
  return put(input, at, at, other.subarray(start, start + 1 + random.below(48)));
};

export const byteMutators: readonly Mutate[] = [
  flip,
  setByte,
  add,
  setNumber,
  drop,
  repeat,
  cut,
  insertWord,
  overwriteWord,
  splice,
  borrow,
];
