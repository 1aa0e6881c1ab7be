import { type Prefix, parseAddress, parsePrefix } from '../../net/address.ts';
import type { PortRange } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';
import { isText, listOf, under } from '../../util/json.ts';
import { complement, type Match } from '../redirections.ts';
import { everyAddress } from './iptables.ts';

/** Named sets and maps: their elements by "family table @name". */
export type Sets = (name: string) => readonly unknown[] | undefined;

/** What `left op right` asks for; undefined when it is nothing that we know, which only narrows. */
export function matchOf(left: unknown, op: unknown, right: unknown, sets: Sets): Match | undefined {
  const parts = under(left, 'concat');
  const values = valuesOf(right, sets);
  if (values === undefined) return undefined;
  const negated = op === '!=';
  if (!Array.isArray(parts)) return fieldMatch(left, values, negated);
  // Of a concatenation each part is taken on its own, which is more than it asks for.
  if (negated) return undefined;
  const matches = parts.map((part, i) =>
    fieldMatch(
      part,
      values.map(value => partOf(value, i)),
      false,
    ),
  );
  return Object.assign({}, ...matches);
}

const partOf = (value: unknown, i: number): unknown => listOf(under(value, 'concat'))[i];

function fieldMatch(field: unknown, values: readonly unknown[], negated: boolean): Match | undefined {
  const [protocol, name] = [under(field, 'payload', 'protocol'), under(field, 'payload', 'field')];
  const meta = under(field, 'meta', 'key');
  if (name === 'dport' && (protocol === 'tcp' || protocol === 'udp' || protocol === 'th')) {
    const ports = all(values, rangeOf);
    const protocols: Match = protocol === 'th' ? {} : { protocols: [protocol] };
    return ports === undefined ? protocols : { ...protocols, ports: negated ? complement(ports) : ports };
  }
  if (name === 'daddr' && !negated) {
    const targets = all(values, prefixesOf);
    return targets === undefined ? undefined : { targets: targets.flat() };
  }
  if (meta === 'nfproto' && !negated) return { targets: values.flatMap(familyOf) };
  if (meta === 'l4proto' || name === 'protocol' || name === 'nexthdr')
    return { protocols: protocolsOf(values, negated) };
  return undefined;
}

/** A single value, or the elements of an anonymous set or a named one; undefined for a set that is not listed. */
function valuesOf(value: unknown, sets: Sets): readonly unknown[] | undefined {
  if (isText(value) && value.startsWith('@')) return sets(value)?.map(plain);
  const set = under(value, 'set');
  return set === undefined ? [value] : listOf(set).map(plain);
}

/** An element with a time-out or a counter is wrapped. */
const plain = (element: unknown): unknown => under(element, 'elem', 'val') ?? element;

function all<T>(values: readonly unknown[], read: (value: unknown) => T | undefined): T[] | undefined {
  const known: T[] = [];
  for (const value of values) {
    const one = read(value);
    if (one === undefined) return undefined;
    known.push(one);
  }
  return known;
}

function rangeOf(value: unknown): PortRange | undefined {
  if (typeof value === 'number') return [value, value];
  const [first, last] = listOf(under(value, 'range'));
  return typeof first === 'number' && typeof last === 'number' ? [first, last] : undefined;
}

function prefixesOf(value: unknown): Prefix[] | undefined {
  const { addr, len } = { addr: under(value, 'prefix', 'addr'), len: under(value, 'prefix', 'len') };
  const text = isText(value) ? value : isText(addr) && typeof len === 'number' ? `${addr}/${len}` : undefined;
  if (text !== undefined) {
    const prefix = parsePrefix(text);
    return prefix === undefined ? undefined : [prefix];
  }
  const [first, last] = listOf(under(value, 'range'));
  return isText(first) && isText(last) ? around(first, last) : undefined;
}

/** The smallest network that holds both ends: more than the range, the safe side. */
function around(first: string, last: string): Prefix[] | undefined {
  const [a, b] = [parseAddress(first), parseAddress(last)];
  if (a === undefined || b === undefined) return undefined;
  let length = 0;
  for (const i of [0, 1, 2, 3] as const) {
    length += Math.clz32(a[i] ^ b[i]);
    if (a[i] !== b[i]) break;
  }
  const prefix = parsePrefix(`${first}/${first.includes(':') ? length : length - 96}`);
  return prefix === undefined ? undefined : [prefix];
}

const familyOf = (value: unknown): Prefix[] =>
  [parsePrefix(everyAddress[value === 'ipv6' ? 'ip6' : 'ip'])].flatMap(prefix => prefix ?? []);

const protocolsOf = (values: readonly unknown[], negated: boolean): Protocol[] =>
  (['tcp', 'udp'] as const).filter(protocol => values.includes(protocol) !== negated);
