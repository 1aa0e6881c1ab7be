import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { routeAt } from '../../../src/sys/netlink/routes.ts';
import { type Attribute, attributes, viewOf, word } from '../attributes.ts';

const head = { family: 2, length: 24, sourceLength: 0, protocol: 2, type: 1 };

/** An RTM_NEWROUTE of the main table. */
function route(fields: Partial<typeof head>, ...all: Attribute[]) {
  const { family, length, sourceLength, protocol, type } = { ...head, ...fields };
  const bytes = [
    family,
    length,
    sourceLength,
    0,
    254,
    protocol,
    253,
    type,
    ...word(0),
    ...attributes(...all),
  ];
  return routeAt(viewOf(bytes), 0, bytes.length);
}
const target: Attribute = [1, [10, 99, 0, 0]];
const by: Attribute = [4, word(3)];
const network = { address: [0, 0, 0xffff, 0x0a630000], length: 120, device: 3, isConnected: true };

test('routeAt() reads networks of both families', () => {
  assert.deepEqual(route({}, target, by), network);
  assert.deepEqual(route({ protocol: 4 }, target, by), { ...network, isConnected: false });
  const target6: Attribute = [1, [0xfd, 0x99, ...new Array<number>(14).fill(0)]];
  const network6 = { ...network, address: [0xfd990000, 0, 0, 0], length: 64 };
  assert.deepEqual(route({ family: 10, length: 64 }, target6, by), network6);
  assert.deepEqual(route({ length: 0 }, by), { ...network, address: [0, 0, 0xffff, 0], length: 96 });
});

test('routeAt() knows a way through a gateway, a tunnel or several ways from a network', () => {
  for (const type of [5, 9, 18, 21])
    assert.deepEqual(route({}, target, by, [type, word(1)]), { ...network, device: 0, isConnected: false });
});

test('routeAt() passes over what is no way to hosts', () => {
  for (const fields of [{ type: 2 }, { type: 3 }, { type: 7 }, { sourceLength: 64 }, { family: 7 }])
    assert.equal(route(fields, target, by), undefined);
});

test('routeAt() throws for no bytes at all', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2, 10),
      fc.uint8Array({ maxLength: 80 }),
      fc.nat(100),
      (family, rest, end) => {
        const bytes = [family, ...rest];
        if (bytes.length > 7) bytes[7] = 1;
        routeAt(viewOf(bytes), 0, end);
      },
    ),
    { numRuns: 20_000 },
  );
});
