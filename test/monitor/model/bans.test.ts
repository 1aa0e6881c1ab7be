import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBans } from '../../../src/monitor/model/bans.ts';
import { banOf } from '../touches.ts';

const now = 1_000_000;

test('createBans() knows a ban from its line to its unban, by jail', () => {
  const bans = createBans();
  bans.hear(banOf('ban', '203.0.113.7', 1_000));
  bans.hear(banOf('ban', '203.0.113.7', 2_000, { jail: 'portsentry-recidive' }));
  assert.equal(bans.of('203.0.113.7', now)?.jail, 'portsentry');
  bans.hear(banOf('unban', '203.0.113.7', 3_000));
  assert.deepEqual(
    [bans.of('203.0.113.7', now)?.jail, bans.of('203.0.113.7', now)?.since, bans.count(now)],
    ['portsentry-recidive', 2_000, 1],
  );
  bans.hear(banOf('unban', '203.0.113.7', 4_000, { jail: 'portsentry-recidive' }));
  assert.deepEqual([bans.of('203.0.113.7', now), bans.count(now)], [undefined, 0]);
});

test('createBans() keeps since when it is in force over lines that say that it is', () => {
  const bans = createBans();
  bans.hear(banOf('ban', '203.0.113.7', 1_000));
  bans.hear(banOf('already', '203.0.113.7', 2_000));
  bans.hear(banOf('restored', '203.0.113.7', 3_000));
  assert.equal(bans.of('203.0.113.7', now)?.since, 1_000);
  bans.hear(banOf('restored', '203.0.113.8', 3_000));
  assert.equal(bans.of('203.0.113.8', now)?.since, 3_000);
});

test('createBans() lets a ban end when its line said so', () => {
  const bans = createBans();
  bans.hear(banOf('ban', '203.0.113.7', 1_000));
  bans.hear(banOf('increased', '203.0.113.7', 1_001, { ends: 50_000 }));
  assert.notEqual(bans.of('203.0.113.7', 49_999), undefined);
  assert.equal(bans.of('203.0.113.7', 50_000), undefined);
});

test('createBans() finds an address in a network that is banned', () => {
  const bans = createBans();
  bans.hear(banOf('ban', '2001:db8:0:1::/64', 1_000, { jail: 'portsentry-prefix' }));
  assert.equal(bans.of('2001:db8:0:1::99', now)?.jail, 'portsentry-prefix');
  assert.equal(bans.of('2001:db8:0:2::99', now), undefined);
  assert.equal(bans.of('2001:db8::/32', now), undefined);
  bans.hear(banOf('unban', '2001:db8:0:1::/64', 2_000, { jail: 'portsentry-prefix' }));
  assert.equal(bans.of('2001:db8:0:1::99', now), undefined);
});

test("createBans() takes the server's word, but for bans that came after it was asked", () => {
  const bans = createBans();
  bans.hear(banOf('ban', '203.0.113.7', 1_000));
  bans.hear(banOf('ban', '203.0.113.8', 2_000));
  bans.hear(banOf('ban', '203.0.113.9', 90_000));
  bans.correct(
    new Map([
      ['portsentry', ['203.0.113.8', '2001:DB8::0:5', 'words']],
      ['sshd', ['203.0.113.50']],
    ]),
    90_000,
  );
  assert.equal(bans.of('203.0.113.7', now), undefined);
  assert.equal(bans.of('203.0.113.8', now)?.since, 2_000);
  assert.equal(bans.of('203.0.113.9', now)?.since, 90_000);
  assert.deepEqual(bans.of('2001:db8::5', now)?.since, undefined);
  assert.equal(bans.of('203.0.113.50', now)?.jail, 'sshd');
  assert.equal(bans.count(now), 4);
});

test('createBans() keeps so many sources at most, the newest', () => {
  const bans = createBans();
  for (let i = 0; i < 20_010; i++) bans.hear(banOf('ban', `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, i));
  assert.equal(bans.count(now), 20_000);
  assert.equal(bans.of('10.0.0.9', now), undefined);
  assert.notEqual(bans.of('10.0.0.10', now), undefined);
});
