import { randomFillSync } from 'node:crypto';

/** Rounds, each of which has a word for either byte of a half. */
const rounds = 4;

/**
 * A permutation of the 32-bit words that nobody outside this process knows: a Feistel network (Luby and Rackoff, "How to
 * Construct Pseudorandom Permutations from Pseudorandom Functions", 1988). So a part of the result can be the place where a
 * word is kept, and the rest still tells it from all others.
 */
export function createPermutation(): (word: number) => number {
  const words = randomFillSync(new Uint16Array(rounds * 512));
  return word => {
    let left = word >>> 16;
    let right = word & 0xffff;
    for (let round = 0; round < rounds * 512; round += 512) {
      const mixed = (words[round + (right & 255)] ?? 0) ^ (words[round + 256 + (right >>> 8)] ?? 0);
      const next = left ^ mixed;
      left = right;
      right = next;
    }
    return (left << 16) | right;
  };
}
