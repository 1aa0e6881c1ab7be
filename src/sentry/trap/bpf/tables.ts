/** What lies in the maps that the programs read and the sentry writes, and the other way round. */

/** Descriptors of the maps, as the programs name them. */
export interface Maps {
  /** When the sentry last found a port free; by port. Written by the sentry alone. */
  readonly armed: { readonly tcp: number; readonly udp: number };
  /** When a socket was last bound to a port. Written by the hooks alone. */
  readonly bound: { readonly tcp: number; readonly udp: number };
  /** When a socket last began to listen on a port. Written by the hooks alone. */
  readonly listened: number;
  /** A set: the interfaces by which connections count, or all but these when it is marked. */
  readonly interfaces: number;
  /** A set: the addresses whose connections are passed. */
  readonly own: number;
  readonly settings: number;
  /** The sockets of our own, by `socketKey`. */
  readonly sockets: number;
}

/** A table of times: nanoseconds of CLOCK_MONOTONIC for each port, 0 for never. */
export const times = { size: 65_536 * 8, log2OfEntry: 3, portMask: 0xffff } as const;

/** The map of settings. */
export const settings = {
  size: 4,
  /** 1: what is bound to a loopback address holds its port too; 0: it does not, since it serves nobody outside. */
  loopback: 0,
} as const;

/** Which socket of ours takes a packet: the protocol's first, one more for IPv6. */
export const socketKey = { tcp: 0, udp: 2, count: 4 } as const;

/**
 * A set of keys of 16 bytes: a state, then two halves, so that one is written while the other is read. A half is a seed
 * and buckets of four keys each; a key's bucket is chosen by its hash. Empty places are zeros, so that the key of zeros is
 * always in: neither an interface nor a sender is that.
 */
export const members = {
  keySize: 16,
  perBucket: 4,
  /** A word, so that all of it changes at once: which half holds, and whether the set is marked. */
  state: 0,
  secondHalf: 1,
  marked: 2,
  halves: 16,
  /** Within a half. */
  seed: 0,
  buckets: 16,
} as const;

export const bucketSize = members.keySize * members.perBucket;
export const halfSize = (buckets: number): number => members.buckets + buckets * bucketSize;
export const membersSize = (buckets: number): number => members.halves + 2 * halfSize(buckets);

/** Buckets of the two sets, powers of two. A thousand addresses fit, and some sixty interfaces. */
export const bucketsOf = { own: 2048, interfaces: 64 } as const;

/** One round of the hash takes in a word: xor, multiply, and the upper bits into the lower ones (32 bits each). */
export const hash = { factor: 0x9e3779b1 | 0, fold: 15 } as const;
