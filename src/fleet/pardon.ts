import { type Address, formatAddress, parseAddress } from '../net/address.ts';
import { isObject } from '../util/json.ts';
import { createLru } from '../util/lru.ts';
import { parseJson } from './event.ts';
import { pardonSubject } from './names.ts';

/** That nobody is to name an address for a day, by the word of the one who may say so at the hub. */
export interface Pardon {
  readonly address: Address;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** How long it holds (milliseconds): as long as an event may be taken at all. */
export const pardonHolds = 86_400_000;

export const formatPardon = ({ address, time }: Pardon): string =>
  JSON.stringify({ v: 1, t: time, addr: formatAddress(address) });

/**
 * Reads a message on a subject; undefined for what is no pardon of that address. The subject has to fit: whoever may
 * have the hub send stored messages on could have one of his own stand among the pardons.
 */
export function parsePardon(subject: string, bytes: Uint8Array): Pardon | undefined {
  const value = parseJson(bytes);
  if (!isObject(value) || value['v'] !== 1) return undefined;
  const { addr, t: time } = value;
  const address = typeof addr === 'string' ? parseAddress(addr) : undefined;
  if (address === undefined || subject !== pardonSubject(address)) return undefined;
  return typeof time === 'number' && Number.isSafeInteger(time) && time >= 0 ? { address, time } : undefined;
}

export interface Pardons {
  add(pardon: Pardon, now: number): void;
  has(address: Address, now: number): boolean;
}

/** As many as are kept; the one asked for longest ago goes. */
const most = 10_000;

export function createPardons(): Pardons {
  const ends = createLru<number>(most);
  return {
    // The clock of who pardons may be wrong: a day from now at most.
    add: ({ address, time }, now) => ends.set(formatAddress(address), Math.min(time, now) + pardonHolds),
    has: (address, now) => (ends.get(formatAddress(address)) ?? 0) > now,
  };
}
