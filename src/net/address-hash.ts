import type { Address } from './address.ts';

/** Words of a seed: one for each value of each of an address's 16 bytes. */
export const seedWords = 16 * 256;

/** A seed that nobody outside this process knows. */
export const secretSeed = (): Int32Array => {
  const seed = new Int32Array(seedWords);
  // A call gives 64 KiB at most; this takes 16.
  return crypto.getRandomValues(seed);
};

/**
 * Tabulation hashing: each byte of the address picks a random word of its own table, and the hash is their exclusive or.
 * An attacker chooses the addresses, not the words, so that he cannot aim for one place; and with this hash linear probing
 * takes a constant number of steps on average whatever the addresses are (Patrascu and Thorup, "The Power of Simple
 * Tabulation Hashing", 2011).
 * @param seed `seedWords` random words
 * @returns a hash of all 32 bits, signed
 */
export function createAddressHash(seed: Int32Array): (address: Address) => number {
  const ofWord = (word: number, table: number): number =>
    (seed[table + (word & 255)] ?? 0) ^
    (seed[table + 256 + ((word >>> 8) & 255)] ?? 0) ^
    (seed[table + 512 + ((word >>> 16) & 255)] ?? 0) ^
    (seed[table + 768 + (word >>> 24)] ?? 0);
  // Taken one by one: a pattern would step through an iterator.
  return address =>
    ofWord(address[0], 0) ^ ofWord(address[1], 1024) ^ ofWord(address[2], 2048) ^ ofWord(address[3], 3072);
}
