import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Base, Condition, Rule } from '../../src/firewall/read/ruleset.ts';
import { complement, intersection, redirectionsOf } from '../../src/firewall/redirections.ts';
import type { PortRange } from '../../src/net/ports.ts';

const port = fc.integer({ min: 0, max: 65535 });
const ranges = fc.array(fc.tuple(port, port).map(([a, b]): PortRange => (a <= b ? [a, b] : [b, a])));
const holds = (list: readonly PortRange[], one: number): boolean =>
  list.some(([first, last]) => first <= one && one <= last);

test('complement() holds a port exactly when the list does not', () => {
  fc.assert(
    fc.property(ranges, port, (list, one) => {
      for (const candidate of [one, ...list.flat()]) {
        assert.equal(holds(complement(list), candidate), !holds(list, candidate));
      }
    }),
  );
});

test('intersection() holds a port exactly when both matches do', () => {
  fc.assert(
    fc.property(ranges, ranges, port, (a, b, one) => {
      const both = intersection({ ports: a }, { ports: b })?.ports ?? [];
      for (const candidate of [one, ...a.flat(), ...b.flat()])
        assert.equal(holds(both, candidate), holds(a, candidate) && holds(b, candidate));
    }),
  );
});

type Ports = readonly PortRange[];
const asking = (values: Ports): Condition => ({ field: 'port', negated: false, values });
const jump = (chain: string, ...ports: PortRange[]): Rule => ({
  conditions: ports.length === 0 ? [] : [asking(ports)],
  end: { kind: 'jump', chain },
});
const redirect = (...conditions: Condition[]): Rule => ({ conditions, end: { kind: 'redirect' } });
const udp: Condition = { field: 'protocol', negated: false, values: ['udp'] };
const pre: Base = {
  chain: 'pre',
  family: 'inet',
  table: 't',
  name: 'pre',
  type: 'nat',
  hook: 'prerouting',
  drops: false,
};
function found(chains: Record<string, Rule[]>) {
  const { matches, unclear } = redirectionsOf({ chains: new Map(Object.entries(chains)), bases: [pre] });
  return { matches, unclear };
}

test('redirectionsOf() asks for what every chain on the way asks', () => {
  const { matches, unclear } = found({
    pre: [jump('a', [1, 100]), jump('nowhere', [7, 7])],
    a: [jump('b', [50, 200])],
    b: [redirect(udp)],
    never: [redirect(asking([[9, 9]]))],
  });
  assert.deepEqual(matches, [{ protocols: ['udp'], ports: [[50, 100]] }]);
  assert.deepEqual(unclear, []);
});

/** Chains that each jump so many times to the next one, the last of which redirects port 9. */
const nested = (depth: number, jumps: number) => {
  const chains: Record<string, Rule[]> = { [`c${depth}`]: [redirect(asking([[9, 9]]))] };
  for (let at = 0; at < depth; at++)
    chains[at === 0 ? 'pre' : `c${at}`] = Array.from({ length: jumps }, () => jump(`c${at + 1}`));
  return found(chains);
};

test('redirectionsOf() follows chains as deep as the kernel nests them, and says where it gives up', () => {
  assert.deepEqual(nested(16, 1), { matches: [{ ports: [[9, 9]] }], unclear: [] });
  assert.deepEqual(nested(18, 1), { matches: [], unclear: ['too many jumps'] });
});

test('redirectionsOf() gives up where jumps multiply, and not for a long list of other rules', () => {
  assert.deepEqual(nested(14, 3).unclear, ['too many jumps']);
  const drops = Array.from({ length: 200_000 }, (): Rule => ({ conditions: [udp], end: { kind: 'drop' } }));
  assert.deepEqual(found({ pre: [...drops, redirect(asking([[9, 9]]))] }), {
    matches: [{ ports: [[9, 9]] }],
    unclear: [],
  });
});
