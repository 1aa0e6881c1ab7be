import { type Prefix, parsePrefix } from '../../net/address.ts';
import type { IpSets } from './iptables.ts';
import { type Addresses, addresses } from './ruleset.ts';

/** Types of ipset(8) whose elements are addresses alone; a bitmap's may be ranges, which are not read. */
const plain = new Set(['hash:ip', 'hash:net', 'bitmap:ip']);

/** The sets in what `ipset save` prints, as far as their elements are addresses and networks. */
export function ipSetsIn(text: string): IpSets {
  const elements = new Map<string, (Prefix | undefined)[]>();
  for (const line of text.split('\n')) {
    const [verb, name = '', value = '', ...more] = line.split(' ');
    if (verb === 'create' && plain.has(value)) elements.set(name, []);
    // One that is left out of its network is not said.
    else if (verb === 'add')
      elements.get(name)?.push(more.includes('nomatch') ? undefined : parsePrefix(value));
  }
  return new Map([...elements].map(([name, list]): [string, Addresses] => [name, addresses(() => list)]));
}
