import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { formatEvent } from '../../../src/fleet/event.ts';
import { pardonSubject, scanSubject } from '../../../src/fleet/names.ts';
import { formatPardon } from '../../../src/fleet/pardon.ts';
import { countNames } from '../../../src/fleet/receive/accounts.ts';
import { createReceiver, type Receiver } from '../../../src/fleet/receive/receiver.ts';
import { type Address, formatAddress } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';

const now = 1_795_334_454_123;
const none = prefixSet([]);
const { fleet, jails } = loadConfig({ defaults: true }).config;
const source = (number: number): Address => [0, 0, 0xffff, 0xcb007100 + number];

function receiving(change: Partial<Config['fleet']> = {}) {
  const lines: string[] = [];
  const receiver = createReceiver({
    config: { fleet: { ...fleet, name: 'web1', hosts: 1, ...change }, jails },
    law: () => ({ own: { isForMany: () => false }, spared: { ignored: none, own: none, hosts: none } }),
    log: { write: line => void lines.push(line) },
  });
  const tell = (origin: string, number: number, time = now): void =>
    receiver.hear(
      scanSubject(origin),
      Buffer.from(formatEvent({ time, source: source(number), port: 23, hits: 1, ports: 1 })),
      now,
    );
  return { receiver, lines, tell };
}

const others = ({ accounts, waiting }: Receiver): number => {
  const totals = accounts.totals();
  return countNames.filter(name => name !== 'received').reduce((sum, name) => sum + totals[name], waiting);
};

test('createReceiver() says of all that it received what came of it, what waits and what was named already among it', () => {
  const { receiver, tell, lines } = receiving({ pace: 2, perOrigin: 4 });
  for (let number = 0; number < 6; number++) tell('web2', number);
  tell('web3', 0);
  tell('web3', 3);
  tell('web2', 9, now - 2 * 3_600_000);
  receiver.hear(scanSubject('web2'), Buffer.from('no event'), now);
  assert.equal(lines.length, 2);
  assert.equal(receiver.waiting, 2);
  const { received, known, held, damaged, 'too-old': old } = receiver.accounts.totals();
  assert.deepEqual([received, known, held, damaged, old], [10, 2, 2, 1, 1]);
  assert.equal(others(receiver), received);
});

test('createReceiver() keeps who was refused, by whose word and why', () => {
  const { receiver, tell } = receiving({ pace: 1, perOrigin: 2 });
  for (const number of [1, 2, 3]) tell('web2', number);
  const pardoned = source(2);
  const pardon = Buffer.from(formatPardon({ address: pardoned, time: now }));
  receiver.pardon(pardonSubject(pardoned), pardon, now);
  tell('web3', 2);
  const refused = receiver.refusals().map(one => `${formatAddress(one.source)} ${one.origin} ${one.why}`);
  assert.deepEqual(refused.sort(), [
    '203.0.113.2 web2 pardoned',
    '203.0.113.2 web3 pardoned',
    '203.0.113.3 web2 held',
  ]);
  assert.equal(others(receiver), receiver.accounts.totals().received);
});
