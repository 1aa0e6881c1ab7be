import { type Address, compareAddresses, type Prefix, parseAddress, parsePrefix } from '../../net/address.ts';
import { isPort, type PortRange } from '../../net/ports.ts';
import { lastOf } from '../../net/prefix-set.ts';
import { isText, listOf, textOf, under } from '../../util/json.ts';
import { type Addresses, addresses, type Condition, flagsAsked, once, unknown, unlisted } from './ruleset.ts';

/** One value or many, of a rule or of a named set; read as what a field takes them for, once for all rules that ask. */
export interface Values {
  readonly all: readonly unknown[];
  /** Undefined where one is no port. */
  readonly ports: () => readonly PortRange[] | undefined;
  readonly addresses: Addresses;
  /** Of concatenations their parts at one place. */
  readonly part: (at: number) => Values;
}

/** Those of a set that is not listed. */
export const unlistedValues: Values = {
  all: [],
  ports: () => undefined,
  addresses: unlisted,
  part: () => unlistedValues,
};

/** An element with a time-out or a counter is wrapped. */
export const valuesOf = (elements: readonly unknown[]): Values => {
  const all = elements.map(element => under(element, 'elem', 'val') ?? element);
  const parts: Values[] = [];
  return {
    all,
    ports: once(() => {
      const ranges = all.map(rangeOf);
      return ranges.includes(undefined) ? undefined : ranges.filter(range => range !== undefined);
    }),
    addresses: addresses(() => all.flatMap(prefixesOf)),
    part: at => {
      parts[at] ??= valuesOf(all.map(value => listOf(under(value, 'concat'))[at]));
      return parts[at];
    },
  };
};

/** What `left op values` asks, as libnftables-json(5) writes it. */
export function asked(left: unknown, op: unknown, values: Values): Condition[] {
  const parts = under(left, 'concat');
  if (!Array.isArray(parts)) return fieldAsked(left, op, values);
  // Each part on its own is more than all of them together ask for.
  return op === '!='
    ? [unknown]
    : [...parts.flatMap((part, at) => fieldAsked(part, op, values.part(at))), unknown];
}

function fieldAsked(field: unknown, op: unknown, values: Values): Condition[] {
  const negated = op === '!=';
  const [flags, mask] = flagsOf(field);
  if (flags && values !== unlistedValues) return ofFlags(mask, op, values);
  const protocol = under(field, 'payload', 'protocol');
  const family = protocol === 'ip' ? 4 : protocol === 'ip6' ? 6 : undefined;
  const found = fieldOf(field, op, values);
  const conditions: Condition[] = [found === undefined ? unknown : { ...found, negated }];
  if (family !== undefined) conditions.unshift({ field: 'family', negated: false, values: [family] });
  if (transports.has(protocol))
    conditions.unshift({
      field: 'protocol',
      negated: false,
      values: [protocol === 'icmpv6' ? 'ipv6-icmp' : protocol],
    });
  return conditions;
}

/** Whether a field is the flags of TCP, and the mask with which they are compared: `tcp flags & (syn | ack)`. */
function flagsOf(field: unknown): readonly [isFlags: boolean, mask?: string] {
  const [inner = field, mask] = listOf(under(field, '&') ?? []);
  const isFlags =
    under(inner, 'payload', 'protocol') === 'tcp' && under(inner, 'payload', 'field') === 'flags';
  return mask === undefined ? [isFlags] : [isFlags, namesIn(mask)];
}

/** "syn,ack", of a name, a list or names that are or'ed. */
const namesIn = (value: unknown): string =>
  listOf(under(value, '|') ?? value)
    .map(one => (isText(one) ? one : namesIn(under(one, '|') ?? [])))
    .join();

/** Without a mask `tcp flags syn` asks whether the flag is there. */
function ofFlags(mask: string | undefined, op: unknown, { all }: Values): Condition[] {
  const wanted = all.map(namesIn).join();
  const condition = flagsAsked(
    op === 'in' ? wanted : (mask ?? 'fin,syn,rst,ack'),
    op === 'in' ? 'syn' : wanted,
  );
  return [
    { field: 'protocol', negated: false, values: ['tcp'] },
    { ...condition, negated: op === '!=' },
  ];
}

/** To ask for a field of one of these is to ask for the protocol; `th` is any with ports (nft(8), payload expressions). */
const transports: ReadonlySet<unknown> = new Set([
  ...['tcp', 'udp', 'udplite', 'sctp', 'dccp', 'icmp', 'icmpv6', 'igmp', 'esp', 'ah', 'comp'],
]);

type Asked = Condition extends infer C ? (C extends unknown ? Omit<C, 'negated'> : never) : never;

/** Undefined for what we do not read. */
function fieldOf(field: unknown, op: unknown, values: Values): Asked | undefined {
  const name =
    under(field, 'payload', 'field') ??
    under(field, 'meta', 'key') ??
    under(field, 'ct', 'key') ??
    fibOf(field);
  if (name === 'dport') {
    const ports = compared(values.ports(), op);
    return ports && { field: 'port', values: ports };
  }
  if (op !== '==' && op !== '!=' && op !== 'in') return undefined;
  if (name === 'saddr') return { field: 'source', values: values.addresses };
  if (name === 'daddr') return { field: 'target', values: values.addresses };
  if (values === unlistedValues) return undefined;
  if (name === 'nfproto')
    return { field: 'family', values: values.all.map(value => (value === 'ipv6' ? 6 : 4)) };
  if (name === 'l4proto' || name === 'protocol' || name === 'nexthdr')
    return { field: 'protocol', values: values.all };
  if (name === 'iif' || name === 'iifname') return { field: 'interface', values: values.all };
  if (name === 'state') return { field: 'state', values: values.all };
  // As iptables' --ctstate has it; a bit of another kind is not asked for by firewalls.
  if (name === 'status' && values.all.every(value => value === 'dnat'))
    return { field: 'state', values: values.all };
  return name === 'daddr type' ? { field: 'kind', values: values.all } : undefined;
}

/** `fib daddr type`: local, broadcast, multicast, ... */
const fibOf = (field: unknown): string =>
  `${listOf(under(field, 'fib', 'flags'))
    .map(textOf)
    .join(' . ')} ${textOf(under(field, 'fib', 'result'))}`;

/** The ports that stand so to a single one, `tcp dport > 1023`. */
function compared(ports: readonly PortRange[] | undefined, op: unknown): readonly PortRange[] | undefined {
  const [port] = ports?.[0] ?? [];
  if (port === undefined) return undefined;
  if (op === '<' || op === '<=') return [[0, op === '<' ? port - 1 : port]];
  if (op === '>' || op === '>=') return [[op === '>' ? port + 1 : port, 65535]];
  return op === '==' || op === '!=' || op === 'in' ? ports : undefined;
}

function rangeOf(value: unknown): PortRange | undefined {
  const [first, last] = listOf(under(value, 'range') ?? [value, value]);
  return isPort(first) && isPort(last) ? [first, last] : undefined;
}

function prefixesOf(value: unknown): readonly (Prefix | undefined)[] {
  const [addr, len] = [under(value, 'prefix', 'addr'), under(value, 'prefix', 'len')];
  const text = isText(addr) && typeof len === 'number' ? `${addr}/${len}` : value;
  if (isText(text)) return [parsePrefix(text)];
  const [first, last] = listOf(under(value, 'range')).map(end =>
    isText(end) ? parseAddress(end) : undefined,
  );
  return first === undefined || last === undefined ? [undefined] : [...between(first, last, everything)];
}

const everything: Prefix = { address: [0, 0, 0, 0], length: 0 };

/** The networks that make a range, of those within one. */
function* between(first: Address, last: Address, { address, length }: Prefix): Generator<Prefix> {
  const end = lastOf({ address, length });
  if (compareAddresses(end, first) < 0 || compareAddresses(last, address) < 0) return;
  if (compareAddresses(first, address) <= 0 && compareAddresses(end, last) <= 0) {
    yield { address, length };
    return;
  }
  const half: [number, number, number, number] = [...address];
  half[length >> 5] = ((half[length >> 5] ?? 0) | (0x80000000 >>> (length & 31))) >>> 0;
  yield* between(first, last, { address, length: length + 1 });
  yield* between(first, last, { address: half, length: length + 1 });
}
