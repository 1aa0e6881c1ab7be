import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchedHere, watchedOf } from '../../../src/doctor/gather/interfaces.ts';
import type { NamedLink } from '../../../src/sys/netlink/links.ts';

const [up, running, pointToPoint] = [0x1, 0x40, 0x10];

const link = (name: string, index: number, differs: Partial<NamedLink> = {}): NamedLink => ({
  ...{
    name,
    index,
    kind: '',
    flags: up | running,
    isLoopback: false,
    canBroadcast: true,
    master: 0,
    lower: 0,
  },
  ...differs,
});

const all = [
  link('lo', 1, { isLoopback: true }),
  link('eth0', 2),
  link('eth1', 3, { master: 6 }),
  link('dummy0', 4, { kind: 'dummy' }),
  link('empty', 5, { kind: 'bridge' }),
  link('br0', 6, { kind: 'bridge' }),
  link('off', 7, { flags: 0 }),
  link('unplugged', 8, { flags: up }),
  link('bare', 9),
  link('wg0', 10, { flags: up | running | pointToPoint }),
  link('vrf0', 11, { kind: 'vrf' }),
  link('eth2', 12, { master: 11 }),
];
const addressed = new Set(all.map(({ name }) => name).filter(name => !['bare', 'wg0'].includes(name)));

const whyOf = (name: string): string | undefined =>
  watchedOf(all, ['*'], addressed).find(one => one.name === name)?.unreached;

test('watchedOf() knows which interfaces nobody outside reaches, and why', () => {
  assert.equal(whyOf('lo'), 'loopback');
  assert.equal(whyOf('dummy0'), 'a dummy');
  assert.equal(whyOf('empty'), 'a bridge without a port');
  assert.equal(whyOf('off'), 'down');
  assert.equal(whyOf('unplugged'), 'without a carrier');
  assert.equal(whyOf('bare'), 'without an address');
  assert.equal(whyOf('eth1'), 'a port of br0, by which its packets come in');
  for (const name of ['eth0', 'br0', 'wg0', 'eth2']) assert.equal(whyOf(name), undefined, name);
});

test('watchedOf() looks at those that the config names alone', () => {
  const named = watchedOf(all, ['eth0', 'gone'], addressed);
  assert.deepEqual(named, [{ name: 'eth0', unreached: undefined }]);
  assert.deepEqual(watchedOf(all, ['gone'], addressed), []);
});

test('watchedHere() finds loopback in this network namespace', () => {
  assert.deepEqual(watchedHere(['lo']), [{ name: 'lo', unreached: 'loopback' }]);
});
