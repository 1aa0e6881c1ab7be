import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { expressionOf } from '../../src/capture/filter/expression.ts';
import { buildWithin } from '../../src/capture/filter/filter.ts';
import { closeGaps, normalise } from '../../src/capture/filter/ranges.ts';
import { inSysfs, listInterfaces } from '../../src/capture/interface-list.ts';
import { createGate, requireInterfaces } from '../../src/capture/interfaces.ts';
import { createLocal } from '../../src/capture/local.ts';
import { createMemorySource } from '../../src/capture/memory.ts';
import { parseAddress } from '../../src/net/address.ts';
import { ipv4, ipv4Type } from './frames.ts';

/** A folder like /sys/class/net; a master is named where there is one. */
function sysfs(context: TestContext, interfaces: readonly [name: string, flags: number, master?: string][]) {
  const root = mkdtempSync(join(tmpdir(), 'portjail-net-'));
  context.after(() => rmSync(root, { recursive: true }));
  const add = (name: string, index: number, flags: number, master?: string): void => {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'ifindex'), `${index}\n`);
    writeFileSync(join(root, name, 'flags'), `0x${flags.toString(16)}\n`);
    if (master !== undefined) symlinkSync(`../${master}`, join(root, name, 'master'));
  };
  interfaces.forEach(([name, flags, master], i) => {
    add(name, i + 1, flags, master);
  });
  return { root, add };
}

const usual: [string, number, string?][] = [
  ['lo', 0x9],
  ['eth0', 0x1003],
  ['eth1', 0x1003, 'br0'],
  ['br0', 0x1003],
  ['eth2', 0x1003, 'vrf0'],
  ['vrf0', 0x4c1],
];
const all = { names: ['*'], loopback: false };

test('createGate() leaves members to their bridge, but not those of a VRF', context => {
  const { root } = sysfs(context, usual);
  const admitted = (names: string[], loopback: boolean): number[] => {
    const gate = createGate(
      { names, loopback },
      () => 0,
      () => inSysfs(root),
    );
    gate.stop();
    return [1, 2, 3, 4, 5, 6].filter(index => gate.admits(index));
  };
  assert.deepEqual(admitted(['*'], false), [2, 4, 5, 6]);
  assert.deepEqual(admitted(['*'], true), [1, 2, 4, 5, 6]);
  assert.deepEqual(admitted(['eth0', 'eth1'], false), [2]);
  assert.deepEqual(admitted(['lo'], false), [1]);
});

test('createGate() takes what leaves by any interface but those where guests speak, and loopback', context => {
  const { root } = sysfs(context, usual);
  const leaving = (names: string[], loopback: boolean): number[] => {
    const gate = createGate(
      { names, loopback },
      () => 0,
      () => inSysfs(root),
    );
    gate.stop();
    return [1, 2, 3, 4, 5, 6].filter(index => gate.admits(index, true));
  };
  assert.deepEqual(leaving(['*'], false), [2, 4, 5, 6]);
  assert.deepEqual(leaving(['eth0'], false), [2, 4, 5, 6], 'an answer may take another way');
  assert.deepEqual(leaving(['eth0'], true), [1, 2, 4, 5, 6]);
});

test('createGate() learns of an interface that appears later, and reads no more often than it must', context => {
  const { root, add } = sysfs(context, usual);
  let now = 0;
  const gate = createGate(
    { names: ['eth0', 'late'], loopback: false },
    () => now,
    () => inSysfs(root),
  );
  context.after(() => gate.stop());
  add('late', 9, 0x1003);
  assert.equal(gate.admits(9), false, 'it was read just now');
  now = 100;
  assert.equal(gate.admits(9), true);
  assert.equal(gate.admits(77), false);
  const any = createGate(
    all,
    () => 0,
    () => inSysfs(root),
  );
  context.after(() => any.stop());
  assert.equal(any.admits(77), true, 'an index that nothing is known of may be new');
});

test('createGate() takes other interfaces, and keeps the old ones when none of the others is here', context => {
  const { root } = sysfs(context, usual);
  const gate = createGate(
    { names: ['lo', 'away'], loopback: true },
    () => 0,
    () => inSysfs(root),
  );
  context.after(() => gate.stop());
  assert.deepEqual([gate.admits(1), gate.admits(2)], [true, false]);
  gate.replace({ names: ['eth0', 'away'], loopback: false });
  assert.deepEqual([gate.admits(1), gate.admits(2)], [false, true]);
  assert.throws(() => gate.replace({ names: ['eth7'], loopback: false }), /No interface "eth7"/);
  assert.deepEqual([gate.admits(1), gate.admits(2)], [false, true]);
});

test('listInterfaces() says by netlink what the kernel says in /sys', () => {
  // IFF_LOOPBACK, IFF_NOARP and IFF_MASTER: whether there is a carrier only netlink tells.
  const shown = (found: ReturnType<typeof inSysfs>) =>
    found
      .map(({ name, index, flags }) => ({ name, index, flags: flags & 0x488 }))
      .sort((a, b) => a.index - b.index);
  assert.ok(listInterfaces().length > 0);
  assert.deepEqual(shown(listInterfaces()), shown(inSysfs('/sys/class/net')));
});

test('requireInterfaces() names what is wanted and what there is, when nothing of it is here', context => {
  const { root } = sysfs(context, usual);
  requireInterfaces(['*', 'eth7'], () => inSysfs(root));
  requireInterfaces(['eth7', 'eth0'], () => inSysfs(root));
  assert.throws(
    () => requireInterfaces(['eth7', 'eth8'], () => inSysfs(root)),
    /^WorkError: No interface "eth7", "eth8" here: this host has .*eth0.*Correct "interfaces"/,
  );
});

test('createLocal() knows an address that is added later, and asks at most every 100 ms', () => {
  let [now, reads] = [0, 0];
  const addressOf = (text: string) => parseAddress(text) ?? ([0, 0, 0, 0] as const);
  const addresses = [addressOf('192.0.2.1')];
  const read = () => {
    reads++;
    return addresses.map(address => ({ address, length: 128 }));
  };
  const local = createLocal(() => now, read);
  const has = (text: string): boolean => local.has(addressOf(text));
  assert.ok(has('192.0.2.1') && has('127.0.0.1'));
  assert.equal(reads, 1);
  for (let i = 0; i < 50; i++) assert.ok(!has('198.51.100.1'));
  assert.equal(reads, 2);
  addresses.push(addressOf('198.51.100.1'));
  now = 100;
  assert.ok(has('198.51.100.1'));
});

test('createMemorySource() takes packets the way of every source', () => {
  const ports: number[] = [];
  const one = buildWithin({ tcp: [[1, 1]], udp: [], late: [] });
  const source = createMemorySource(one, packet => ports.push(packet.port));
  const push = (port: number, flags = 2): void => source.push(ipv4({ port, flags }), ipv4Type);
  push(1);
  push(2);
  push(1, 0x12);
  source.replaceFilter(buildWithin({ tcp: [[2, 2]], udp: [], late: [] }));
  push(1);
  push(2);
  source.push(ipv4({ port: 2 }), ipv4Type, { toUs: false });
  source.push(ipv4({ port: 2 }), ipv4Type, { vlan: 7 });
  source.lose(3);
  assert.deepEqual([source.drops(), source.drops()], [3, 0]);
  source.stop();
  push(2);
  assert.deepEqual(ports, [1, 2]);
});

test('closeGaps() closes the narrowest gaps first and keeps every port', () => {
  const ranges = normalise([
    [50, 60],
    [1, 2],
    [10, 10],
    [4, 5],
    [3, 3],
    [12, 12],
  ]);
  assert.deepEqual(ranges, [
    [1, 5],
    [10, 10],
    [12, 12],
    [50, 60],
  ]);
  assert.deepEqual(closeGaps(ranges, 3), [
    [1, 5],
    [10, 12],
    [50, 60],
  ]);
  assert.deepEqual(closeGaps(ranges, 2), [
    [1, 12],
    [50, 60],
  ]);
  assert.deepEqual(closeGaps(ranges, 1), [[1, 60]]);
});

test('expressionOf() never gives libpcap a long list', () => {
  const scattered = Array.from({ length: 500 }, (_, i) => [i * 9, i * 9] as const);
  const text = expressionOf({ tcp: scattered, udp: scattered, late: scattered });
  assert.equal(text.match(/portrange/g)?.length, 120);
  assert.match(expressionOf({ tcp: [[1, 2]], udp: [], late: [] }), /^\(inbound and \(\(ip and ip\[6:2\]/);
  assert.doesNotMatch(expressionOf({ tcp: [], udp: [[1, 2]], late: [] }), /tcp/);
});
