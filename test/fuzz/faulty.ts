import type { Target } from './engine/target.ts';
import type { Targets } from './targets/index.ts';

const target = (take: Target['take']): Target => ({
  sources: [],
  corpus: [Buffer.from('seed')],
  words: [Buffer.from('word')],
  take,
});

const kept: Uint8Array[][] = [];

/** Parsers with faults, for the tests of what finds them. */
export const targets: Targets = {
  throws: async () =>
    target(input => {
      if (input.includes('word') && input.length > 12) throw new TypeError('a fault');
    }),
  hangs: async () =>
    target(input => {
      while (input.length > 12);
    }),
  hoards: async () => target(() => void kept.push(Array.from({ length: 10_000 }, () => new Uint8Array(1)))),
};
