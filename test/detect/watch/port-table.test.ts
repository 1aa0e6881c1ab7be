import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPortTable, type ServicePort } from '../../../src/detect/watch/port-table.ts';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { address } from '../helpers.ts';
import { socketAt } from '../sources.ts';

test('createPortTable() forgets services after ten minutes', () => {
  const table = createPortTable();
  const here = address('192.0.2.10');
  table.note([socketAt('192.0.2.10', 80)], 0);
  const state = (): boolean[] => [table.holds(here, 80), table.holdsPort(80)];
  table.note([], quietTime - 1);
  assert.deepEqual(state(), [true, true]);
  table.note([], quietTime);
  assert.deepEqual(state(), [false, false]);
});

test('sawOutside() holds a port on every address of both families for ten minutes', () => {
  const table = createPortTable();
  table.sawOutside(143, 0);
  for (const [now, holds] of [
    [quietTime - 1, true],
    [quietTime, false],
  ] as const) {
    table.note([], now);
    const places = ['192.0.2.10', '2001:db8::1'].map(text => table.holds(address(text), 143));
    assert.deepEqual([...places, table.holdsPort(143), table.holdsOutside(143)], Array(4).fill(holds));
  }
});

test('holdsOutside() and holdsPort() tell a service on loopback from one that others reach', () => {
  const table = createPortTable();
  table.note([socketAt('127.0.0.1', 80), socketAt('::1', 81), socketAt('10.0.0.1', 82)], 0);
  table.note([socketAt('127.0.0.1', 82), socketAt('10.0.0.1', 82)], 1);
  const ports = [80, 81, 82, 83];
  assert.deepEqual(
    ports.map(port => table.holdsOutside(port)),
    [false, false, true, false],
  );
  assert.deepEqual(
    ports.map(port => table.holdsPort(port)),
    [true, true, true, false],
  );
  const holds = (target: string): boolean[] => ports.map(port => table.holds(address(target), port));
  for (const here of ['127.0.0.1', '::1']) assert.deepEqual(holds(here), [true, true, true, false]);
  for (const there of ['192.0.2.10', '2001:db8::1'])
    assert.deepEqual(holds(there), [false, false, true, false]);
});

test('recall() takes over what ports() said, each port with its age', () => {
  const before = createPortTable();
  before.note([socketAt('10.0.0.1', 80), socketAt('127.0.0.1', 81), socketAt('::', 82)], 0);
  before.note([socketAt('::', 82)], 1000);
  const sorted = (ports: ServicePort[]): ServicePort[] => ports.sort((a, b) => a.port - b.port);
  const ports = sorted(before.ports(1500));
  assert.deepEqual(ports, [
    { port: 80, inside: false, age: 1500 },
    { port: 81, inside: true, age: 1500 },
    { port: 82, inside: false, age: 500 },
  ]);
  const after = createPortTable();
  after.recall(ports, 50);
  assert.deepEqual(sorted(after.ports(50)), ports);
  after.note([], 50 + quietTime - 1000);
  assert.deepEqual([after.holdsPort(80), after.holdsPort(82)], [false, true]);
});

test('recall() takes the younger age of a port that is named twice', () => {
  const table = createPortTable();
  const [young, old] = [1000, 5000].map(age => ({ port: 80, inside: false, age }));
  table.recall(
    [young, old].flatMap(ports => ports ?? []),
    0,
  );
  assert.deepEqual(table.ports(0), [young]);
});

test('changes grows with each port that comes or goes, and not while all stays', () => {
  const table = createPortTable();
  const changes = [
    [socketAt('::', 80)],
    [socketAt('::', 80)],
    [socketAt('::', 80), socketAt('::1', 81)],
    [],
  ].map((services, i) => {
    table.note(services, i * quietTime);
    return table.changes();
  });
  assert.deepEqual(changes, [1, 1, 2, 4]);
});

test('resting() names the ports that the last look did not find, with the time that is left', () => {
  const table = createPortTable();
  table.recall([{ port: 25, inside: false, age: 1000 }], 0);
  assert.deepEqual(table.resting(0), [], 'nobody has looked yet');
  table.note([socketAt('::', 80)], 0);
  assert.deepEqual(table.resting(5000), [{ port: 25, left: quietTime - 6000 }]);
  table.sawService(address('192.0.2.10'), 25, 5001);
  assert.deepEqual(table.resting(5001), []);
});
