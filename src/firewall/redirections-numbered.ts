import type { Prefix } from '../net/address.ts';
import { type PrefixRows, prefixRows } from '../net/prefix-set.ts';
import type { Landing } from './landings.ts';
import type { Redirection } from './redirections.ts';

/** A redirection whose lists of targets are numbers of sets: one list may be that of many rules. */
export interface Ruled extends Omit<Redirection, 'targets'> {
  readonly targets?: readonly number[];
}

/** Redirections in a form that another thread takes over in no time, however big the sets are. */
export interface Numbered {
  readonly ruled: readonly Ruled[];
  readonly sets: readonly PrefixRows[];
}

/** A part of what was read; an empty one is the last. */
export interface Batch {
  readonly ruled: readonly Ruled[];
  readonly landings: readonly Landing[];
}

export function numbered(matches: readonly Redirection[]): Numbered {
  const numbers = new Map<readonly Prefix[], number>();
  const numberOf = (list: readonly Prefix[]): number => {
    const number = numbers.get(list) ?? numbers.size;
    numbers.set(list, number);
    return number;
  };
  const ruled = matches.map(({ targets, ...rest }) =>
    targets === undefined ? rest : { ...rest, targets: targets.map(numberOf) },
  );
  return { ruled, sets: [...numbers.keys()].map(prefixRows) };
}

/** The memory of sets, to be handed over. */
export const bytesOf = (sets: readonly PrefixRows[]): ArrayBuffer[] =>
  sets.flatMap(({ ipv4, ipv6 }) => [ipv4.buffer, ipv6.buffer]);
