import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAgreement } from '../../../src/fleet/receive/agree.ts';
import type { Address } from '../../../src/net/address.ts';

const source = (number: number): Address => [0, 0, 0xffff, number];

test('createAgreement() counts each host once, by its last word, as long as that counts', () => {
  const agreement = createAgreement(1_000);
  assert.equal(agreement.add('a', source(1), 0, 0), 1);
  assert.equal(agreement.add('a', source(1), 500, 500), 1);
  assert.equal(agreement.add('b', source(2), 500, 500), 1);
  assert.equal(agreement.add('b', source(1), 900, 900), 2);
  assert.equal(agreement.add('c', source(1), 1_600, 1_600), 2, 'the word of a is too old by then');
});

test('createAgreement() equals a slow one while there is room', () => {
  const word = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5), fc.nat(3_000));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), words => {
      const agreement = createAgreement(1_000);
      const said: [string, number, number][] = [];
      let now = 0;
      for (const [origin, number, later] of words) {
        now += later;
        said.push([origin, number, now]);
        const hosts = new Set(
          said.filter(([, of, at]) => of === number && now - at <= 1_000).map(([who]) => who),
        );
        assert.equal(agreement.add(origin, source(number), now, now), hosts.size);
      }
    }),
  );
});

test('createAgreement() has who says most forget, and nobody else', () => {
  const agreement = createAgreement(1_000_000, 1_000);
  for (let number = 0; number < 20; number++) agreement.add('quiet', source(number), 0, 0);
  for (let number = 0; number < 50_000; number++) {
    agreement.add('loud', source(1_000 + number), 0, 0);
    assert.ok(agreement.size <= 1_000);
  }
  for (let number = 0; number < 20; number++) assert.equal(agreement.add('new', source(number), 1, 1), 2);
});

test('createAgreement() makes room among many hosts, none of which says much', () => {
  const agreement = createAgreement(1_000_000, 1_000);
  for (let number = 0; number < 20_000; number++) {
    agreement.add(`host${number % 500}`, source(number), 0, 0);
    assert.ok(agreement.size <= 1_000);
  }
});
