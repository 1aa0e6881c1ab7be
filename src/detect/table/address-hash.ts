import { createCipheriv, randomFillSync } from 'node:crypto';

/** Words of a seed: one for each value of each of an address's 16 bytes. */
export const seedWords = 16 * 256;

/** A seed that nobody outside this process knows. */
export const secretSeed = (): Int32Array => randomFillSync(new Int32Array(seedWords));

/** The seed that goes with a key of 16 bytes: nobody can tell it from a random one without the key (AES in counter mode). */
export function seedOf(key: Uint8Array): Int32Array {
  const cipher = createCipheriv('aes-128-ctr', key, new Uint8Array(16));
  const bytes = cipher.update(new Uint8Array(4 * seedWords));
  return Int32Array.from({ length: seedWords }, (_, i) => bytes.readInt32LE(4 * i));
}

/**
 * Tabulation hashing: each byte of the address picks a random word of its own table, and the hash is their exclusive or.
 * An attacker chooses the addresses, not the words, so that he cannot aim for one place; and with this hash linear probing
 * takes a constant number of steps on average whatever the addresses are (Patrascu and Thorup, "The Power of Simple
 * Tabulation Hashing", 2011).
 * @param seed `seedWords` random words; what is returned takes the four words of an address, signed or not
 * @returns a hash of all 32 bits, signed
 */
export function createAddressHash(seed: Int32Array): (a: number, b: number, c: number, d: number) => number {
  const ofWord = (word: number, table: number): number =>
    (seed[table + (word & 255)] ?? 0) ^
    (seed[table + 256 + ((word >>> 8) & 255)] ?? 0) ^
    (seed[table + 512 + ((word >>> 16) & 255)] ?? 0) ^
    (seed[table + 768 + (word >>> 24)] ?? 0);
  /** All of IPv4 begins with the same three words. */
  const ofIPv4 = ofWord(0, 0) ^ ofWord(0, 1024) ^ ofWord(0xffff, 2048);
  // Word by word: an array would have to be made for each question.
  return (a, b, c, d) =>
    ((a | b) === 0 && c === 0xffff ? ofIPv4 : ofWord(a, 0) ^ ofWord(b, 1024) ^ ofWord(c, 2048)) ^
    ofWord(d, 3072);
}

/**
 * The hash that tables have unless they are given another. They share it: its words take 16 KiB, and those of a hash for
 * each table would push each other out of the processor's first cache.
 */
export const addressHash = createAddressHash(secretSeed());
