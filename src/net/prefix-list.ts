import type { Address, Prefix } from './address.ts';

/** Prefixes in their order, in 17 bytes each: a list may have a million. */
export interface PrefixList extends Iterable<Prefix> {
  readonly size: number;
  add(prefix: Prefix): void;
  /** The first ones, `most` at most. */
  first(most: number): Prefix[];
}

export function prefixList(prefixes: Iterable<Prefix> = []): PrefixList {
  let words = new Uint32Array(64);
  let lengths = new Uint8Array(words.length / 4);
  let size = 0;
  const grow = (): void => {
    const [oldWords, oldLengths] = [words, lengths];
    words = new Uint32Array(oldWords.length * 2);
    lengths = new Uint8Array(oldLengths.length * 2);
    words.set(oldWords);
    lengths.set(oldLengths);
  };
  const at = (index: number): Prefix => {
    const word = (i: number): number => words[index * 4 + i] ?? 0;
    const address: Address = [word(0), word(1), word(2), word(3)];
    return { address, length: lengths[index] ?? 0 };
  };
  const add = ({ address, length }: Prefix): void => {
    if (size === lengths.length) grow();
    words.set(address, size * 4);
    lengths[size++] = length;
  };
  for (const prefix of prefixes) add(prefix);
  return {
    get size() {
      return size;
    },
    add,
    first: most => Array.from({ length: Math.min(most, size) }, (_, index) => at(index)),
    *[Symbol.iterator]() {
      for (let index = 0; index < size; index++) yield at(index);
    },
  };
}
