import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '../../../src/net/address.ts';
import { whereOf } from '../../../src/sentry/trap/where.ts';
import type { NamedLink } from '../../../src/sys/netlink/links.ts';
import { address } from './bpf/lookup-cases.ts';

const rest = { canBroadcast: true, master: 0, lower: 0, flags: 0 };
const links: readonly NamedLink[] = [
  { name: 'lo', index: 1, isLoopback: true, kind: '', ...rest },
  { name: 'eth0', index: 2, isLoopback: false, kind: '', ...rest },
  { name: 'eth1', index: 7, isLoopback: false, kind: '', ...rest },
  { name: 'red', index: 9, isLoopback: false, kind: 'vrf', ...rest },
];
const own = ['127.0.0.1', '127.9.9.9', '::1', '192.0.2.10', 'fe80::10'];
const both = ['192.0.2.10', 'fe80::10'];
const localhosts = ['127.0.0.1', '::1'];

const cases: readonly (readonly [
  names: string[],
  everywhere: boolean,
  interfaces: number[],
  isExcluding: boolean,
  passed: string[],
  loopback: boolean,
])[] = [
  [['*'], false, [1, 9], true, [...both, ...localhosts], false],
  [['*', 'lo'], false, [9], true, both, true],
  [['*'], true, [9], true, [], true],
  [['eth1'], false, [7], false, [...both, ...localhosts], false],
  [['eth1', 'eth0', 'gone'], false, [2, 7], false, [...both, ...localhosts], false],
  [['lo'], false, [1], false, both, true],
  [['eth1'], true, [1, 7], false, [], true],
  [['red'], false, [], false, [...both, ...localhosts], false],
];

for (const [names, everywhere, interfaces, isExcluding, passed, loopback] of cases)
  test(`whereOf() knows what ${names.join()}${everywhere ? ' with loopback' : ''} means`, () => {
    const where = whereOf(names, everywhere, links, own.map(address));
    assert.deepEqual(
      { ...where, own: where.own.map(formatAddress) },
      { interfaces, isExcluding, own: passed, loopback },
    );
  });
