import {
  add,
  andNumber,
  type Code,
  copy,
  copyW,
  jump,
  type Label,
  load,
  memoryOf,
  multiplyW,
  r1,
  r2,
  r3,
  r4,
  r5,
  r9,
  shiftLeft,
  shiftRightW,
  stack,
  whenDiffers,
  xorW,
} from './instructions.ts';
import { bucketSize, halfSize, hash, members } from './tables.ts';

/**
 * Goes to `found` when the 16 bytes at `key` of the stack are in the set, and on otherwise. r9 is the state of the set then;
 * r1 to r5 are lost.
 */
export const whenMember = (fd: number, buckets: number, key: number, found: Label): Code => [
  ...bucketFor(fd, buckets, key),
  // The key, as two halves, beside each of the bucket's four.
  load(8, r4, stack, key),
  load(8, r5, stack, key + 8),
  ...Array.from({ length: members.perBucket }, (_, i) => whenIsKey(i * members.keySize, found)).flat(),
];

/** r1 = the bucket that the key belongs to. */
const bucketFor = (fd: number, buckets: number, key: number): Code => [
  memoryOf(r1, fd),
  // The half that holds; masked, so that the verifier sees how far that can be.
  load(4, r9, r1, members.state),
  copy(r2, r9),
  andNumber(r2, members.secondHalf),
  multiplyW(r2, halfSize(buckets)),
  add(r1, r2),
  // r3 = the hash, which begins with the seed.
  load(4, r3, r1, members.halves + members.seed),
  ...[0, 4, 8, 12].flatMap(word => takeIn(key + word)),
  // Its upper bits, which all others have gone into, are the number of the bucket.
  multiplyW(r3, hash.factor),
  shiftRightW(r3, 32 - Math.log2(buckets)),
  shiftLeft(r3, Math.log2(bucketSize)),
  add(r1, r3),
];

/** One round of the hash; `bucketOf` in src/sentry/trap/memory/members.ts does the same. */
const takeIn = (at: number): Code => [
  load(4, r4, stack, at),
  xorW(r3, r4),
  multiplyW(r3, hash.factor),
  copyW(r4, r3),
  shiftRightW(r4, hash.fold),
  xorW(r3, r4),
];

/** To `found` when the key at this place of the bucket is r4 and r5. */
function whenIsKey(place: number, found: Label): Code {
  const at = members.halves + members.buckets + place;
  const next = Symbol('next');
  return [
    load(8, r2, r1, at),
    whenDiffers(r2, r4, next),
    load(8, r2, r1, at + 8),
    whenDiffers(r2, r5, next),
    jump(found),
    next,
  ];
}
