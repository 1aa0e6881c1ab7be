import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { complement, intersection, type Rule, redirectionsOf } from '../../src/firewall/redirections.ts';
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

test('redirectionsOf() asks for what every chain on the way asks', () => {
  const jump = (chain: string, ports: PortRange[]): Rule => ({
    match: { ports },
    action: { kind: 'jump', chain },
  });
  const chains = new Map<string, Rule[]>([
    ['pre', [jump('a', [[1, 100]]), jump('nowhere', [[7, 7]])]],
    ['a', [jump('b', [[50, 200]])]],
    ['b', [{ match: { protocols: ['udp'] }, action: { kind: 'redirect' } }]],
    ['never', [{ match: { ports: [[9, 9]] }, action: { kind: 'redirect' } }]],
  ]);
  const { matches, unclear } = redirectionsOf({ chains, entries: ['pre'] });
  assert.deepEqual(matches, [{ protocols: ['udp'], ports: [[50, 100]] }]);
  assert.deepEqual(unclear, []);
});
