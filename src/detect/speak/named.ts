import { type Address, maskInto } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';

/** Returns the address that a line of a probe would name, of a network its first one: it is good until the next question. */
export function createNamed(): (probe: Pick<Probe, 'source' | 'prefix'>) => Address {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  return ({ source, prefix }) => {
    if (prefix === undefined) return source;
    maskInto(words, source, prefix);
    return words;
  };
}
