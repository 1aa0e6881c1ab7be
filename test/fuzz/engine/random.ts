/** Numbers that look like chance and are the same for the same seed. */
export interface Random {
  /** From 0 to `end - 1`; 0 when there is none. */
  below(end: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  /** Throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
}

/** sfc32 of PractRand: small, fast, and good enough to shuffle with. */
export function createRandom(seed: string): Random {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first ones still resemble the seed.
  for (let i = 0; i < 12; i++) next();
  const below = (end: number): number => (end < 1 ? 0 : next() % end);
  return {
    below,
    oneIn: times => below(times) === 0,
    pick: list => {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
