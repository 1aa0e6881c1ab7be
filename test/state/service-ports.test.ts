import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ServicePort } from '../../src/detect/watch/port-table.ts';
import { quietTime } from '../../src/detect/watch/quarantine.ts';
import { mostRows, recalledPorts, servicePortParts } from '../../src/state/service-ports.ts';

const boot = { id: 'a2f0c1de-0000-4000-8000-000000000001', clock: 5_000_000 };
const reboot = { id: 'a2f0c1de-0000-4000-8000-000000000002', clock: 20_000 };
const now = 1_795_334_454_123;
const minute = 60_000;

const tcp = (port: number, age: number, inside = false): ServicePort => ({ port, inside, age });
const ages = (held: readonly ServicePort[]): string[] => held.map(({ port, age }) => `${port} ${age}`);

test('recalledPorts() lets each port wait the rest of its ten minutes within one start of the machine', () => {
  const parts = servicePortParts(
    { tcp: [tcp(22, 0), tcp(80, 4 * minute), tcp(25, 9 * minute)], udp: [] },
    boot,
    now,
  );
  const after = (milliseconds: number): string[] =>
    ages(recalledPorts(parts, { ...boot, clock: boot.clock + milliseconds }).tcp);
  assert.deepEqual(after(0), ['22 0', `80 ${4 * minute}`, `25 ${9 * minute}`]);
  assert.deepEqual(after(minute), [`22 ${minute}`, `80 ${5 * minute}`]);
  assert.deepEqual(after(quietTime), []);
});

test('recalledPorts() begins the ten minutes anew after a start of the machine, and for no other port', () => {
  const held = { tcp: [tcp(22, 0), tcp(80, quietTime - 1), tcp(25, quietTime)], udp: [tcp(53, minute)] };
  const recalled = recalledPorts(servicePortParts(held, boot, now), reboot);
  assert.deepEqual([ages(recalled.tcp), ages(recalled.udp)], [['22 0', '80 0'], ['53 0']]);
});

test('recalledPorts() takes an unknown start of the machine for another', () => {
  const parts = servicePortParts({ tcp: [tcp(80, minute)], udp: [] }, { ...boot, id: '' }, now);
  assert.deepEqual(ages(recalledPorts(parts, { ...boot, id: '', clock: boot.clock + quietTime }).tcp), [
    '80 0',
  ]);
});

test('recalledPorts() has no age below zero and no rest above ten minutes, however the clocks were set', () => {
  const time = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });
  fc.assert(
    fc.property(time, time, time, fc.boolean(), (saved, last, clock, same) => {
      const row = { protocol: 'tcp', inside: false, ports: '80', last };
      const recalled = recalledPorts({ boot: boot.id, saved, clock, held: [row] }, same ? boot : reboot);
      for (const { age } of recalled.tcp) assert.ok(age >= 0 && age < quietTime, String(age));
    }),
  );
});

test('servicePortParts() and recalledPorts() keep every port of both protocols', () => {
  const ports = fc.array(
    fc.record({
      port: fc.integer({ min: 1, max: 65_535 }),
      inside: fc.boolean(),
      age: fc.integer({ min: 0, max: quietTime - 1 }),
    }),
    { maxLength: 50 },
  );
  const sorted = (held: readonly ServicePort[]): string[] => [
    ...new Set(held.map(({ port, inside, age }) => `${port} ${inside} ${age}`).sort()),
  ];
  fc.assert(
    fc.property(ports, ports, (some, others) => {
      const recalled = recalledPorts(servicePortParts({ tcp: some, udp: others }, boot, now), boot);
      assert.deepEqual([sorted(recalled.tcp), sorted(recalled.udp)], [sorted(some), sorted(others)]);
    }),
  );
});

test('recalledPorts() takes nothing from rows that make no sense, and never more than there is', () => {
  const row = { protocol: 'tcp', inside: false, ports: '80', last: now };
  const wrong = [
    null,
    7,
    { ...row, protocol: 'sctp' },
    { ...row, ports: '0' },
    { ...row, ports: '1-65536' },
    { ...row, ports: '9-8' },
    { ...row, ports: '80,79' },
    // A minute's work, if it were done.
    { ...row, ports: '1-65535,'.repeat(2000).slice(0, -1) },
    { ...row, ports: '80\n' },
    { ...row, ports: 80 },
  ];
  const recalled = recalledPorts({ boot: boot.id, saved: now, clock: boot.clock, held: wrong }, boot);
  assert.deepEqual(recalled, { tcp: [], udp: [] });
  assert.deepEqual(recalledPorts({ held: 'all' }, boot), { tcp: [], udp: [] });
  const many = Array.from({ length: 2 * mostRows }, () => ({ ...row, ports: '1-65535' }));
  const much = recalledPorts({ boot: boot.id, saved: now, clock: boot.clock, held: many }, boot);
  assert.ok(much.tcp.length < 5 * 65_536, String(much.tcp.length));
});

test('servicePortParts() stays small when every port was held last at a moment of its own', () => {
  const scattered = Array.from({ length: 65_535 }, (_, i) => tcp(i + 1, i));
  const text = JSON.stringify(servicePortParts({ tcp: scattered, udp: scattered }, boot, now));
  assert.ok(text.length < 1024 * 1024, String(text.length));
  const everyOther = scattered.filter(({ port }) => port % 2 === 1).map(({ port }) => tcp(port, 0));
  assert.equal(
    recalledPorts(servicePortParts({ tcp: everyOther, udp: [] }, boot, now), boot).tcp.length,
    32_768,
  );
});
