import { type Address, formatAddress } from '../../net/address.ts';
import type { CountName } from './accounts.ts';

/** Why no line came of a source that a host has named. */
export type RefusedAs = Exclude<CountName, 'received' | 'lines' | 'known' | 'damaged' | 'unknown'>;

/** That a host has named a source, and no line came of it. */
export interface Refusal {
  readonly source: Address;
  readonly origin: string;
  readonly why: RefusedAs;
  /** When it was heard (milliseconds since the epoch). */
  readonly time: number;
}

/** The last refusals, which no log has: for who asks why nobody was named. */
export interface Refusals {
  add(refusal: Refusal): void;
  /** Oldest first. */
  last(): Refusal[];
}

/** Refusals that are kept, and of them by the word of one host: who says most pushes out its own alone. */
export const mostRefusals = 1_000;
const mostOfOne = 25;

/** Of a source that one host names again and again the last one stays. */
export function createRefusals(bound = mostRefusals, ofOne = mostOfOne): Refusals {
  const hosts = new Map<string, Map<string, Refusal>>();
  let size = 0;
  return {
    add: refusal => {
      const { origin, source } = refusal;
      const own = hosts.get(origin) ?? new Map<string, Refusal>();
      // The host that was heard last stands last.
      hosts.delete(origin);
      hosts.set(origin, own);
      const key = formatAddress(source);
      size -= own.delete(key) ? 1 : 0;
      own.set(key, refusal);
      size++;
      if (own.size > ofOne) size -= dropFirst(own);
      if (size > bound) size -= dropHost(hosts);
    },
    last: () => [...hosts.values()].flatMap(own => [...own.values()]).sort((a, b) => a.time - b.time),
  };
}

function dropFirst(own: Map<string, Refusal>): number {
  const [first = ''] = own.keys();
  return own.delete(first) ? 1 : 0;
}

/** Forgets what the host said that was heard longest ago; returns how much that was. */
function dropHost(hosts: Map<string, Map<string, Refusal>>): number {
  const [[name, { size }] = ['', { size: 0 }]] = hosts;
  hosts.delete(name);
  return size;
}
