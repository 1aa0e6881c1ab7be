import { randomFillSync } from 'node:crypto';

/** Rounds, each of which has a word for either byte of a half. */
const rounds = 4;

/** Both ways: `back` takes what `of` returns. The words are signed. */
export interface Permutation {
  readonly of: (word: number) => number;
  readonly back: (word: number) => number;
}

/**
 * A permutation of the 32-bit words that nobody outside this process knows: a Feistel network (Luby and Rackoff, "How to
 * Construct Pseudorandom Permutations from Pseudorandom Functions", 1988). So a part of the result can be the place where a
 * word is kept, and the rest still tells it from all others.
 */
export function createPermutation(): Permutation {
  const words = randomFillSync(new Uint16Array(rounds * 512));
  const mixed = (round: number, half: number): number =>
    (words[round + (half & 255)] ?? 0) ^ (words[round + 256 + (half >>> 8)] ?? 0);
  return {
    of: word => {
      let left = word >>> 16;
      let right = word & 0xffff;
      for (let round = 0; round < rounds * 512; round += 512) {
        const next = left ^ mixed(round, right);
        left = right;
        right = next;
      }
      return (left << 16) | right;
    },
    back: word => {
      let left = word >>> 16;
      let right = word & 0xffff;
      for (let round = (rounds - 1) * 512; round >= 0; round -= 512) {
        const before = right ^ mixed(round, left);
        right = left;
        left = before;
      }
      return (left << 16) | right;
    },
  };
}
