import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recallSet } from '../../../../src/detect/kept/set-record.ts';
import type { Trigger } from '../../../../src/detect/rules.ts';
import type { Slot } from '../../../../src/detect/table/address-table.ts';
import { createPortSets, noSet } from '../../../../src/detect/track/ports/port-sets.ts';
import { planes } from '../../../../src/detect/track/ports/recent-ports.ts';
import { createTracker } from '../../../../src/detect/track/tracker.ts';
import { address, datagram } from '../../helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() counts every port of a whole scan, whatever else goes on', () => {
  const tracker = createTracker();
  const time = (n: number): number => 1_000_000_000 + n;
  for (let port = 1; port < 65_536; port++) {
    tracker.touch(datagram({ time: time(port), port, protocol: 'tcp' }), trigger);
    tracker.touch(datagram({ time: time(port), port }), trigger);
  }
  const last = tracker.touch(datagram({ time: time(65_536), port: 9 }), trigger);
  assert.deepEqual(last, { hits: 131_071, ports: 131_070, handshakes: 0, triggered: true, isOfLan: false });
});

test('createTracker() lets the fewest ports give way when its pages are used up', () => {
  const tracker = createTracker(10_000, 16);
  const many = { ...trigger, packet: 100 };
  const scanner = address('203.0.113.99');
  let ports = 0;
  for (let i = 0; i < 200; i++) {
    ports = tracker.touch(datagram({ source: scanner, port: 1 + i }), many).ports;
    for (let port = 1; port <= 7; port++) tracker.touch(datagram({ source: [0, 0, 0xffff, i], port }), many);
  }
  assert.ok(ports >= 190, `${ports}`);
});

test('createTracker() gives every page back that a source no longer needs', () => {
  const tracker = createTracker(16, 2);
  const many = { ...trigger, packet: 20 };
  let time = 1_800_000_000_000;
  for (let round = 0; round < 100; round++) {
    // Now in a rush, now just above what is remembered, now few, now after a pause.
    const ports = [30, 8, 3, 30][round % 4] ?? 0;
    let activity = { ports: 0 };
    for (let port = 0; port < ports; port++) {
      time += 5_000;
      activity = tracker.touch(datagram({ time, port, source: [0, 0, 0xffff, round % 3] }), many);
    }
    assert.ok(activity.ports >= ports, `${activity.ports} of ${ports} in round ${round}`);
    time += [0, 300_000, 650_000][round % 3] ?? 0;
  }
});

test('createTracker() gives a set of ports back when its source calms down without a pause', () => {
  const tracker = createTracker(16, 2);
  const many = { ...trigger, packet: 1000 };
  let time = 1_800_000_000_000;
  const touch = (port: number, gap: number): number => {
    time += gap;
    return tracker.touch(datagram({ time, port }), many).ports;
  };
  for (let round = 0; round < 20; round++) {
    let ports = 0;
    for (let port = 0; port < 30; port++) ports = touch(port, 1000);
    assert.ok(ports >= 30, `${ports} in round ${round}`);
    for (let pause = 0; pause < 4; pause++) ports = touch(0, 500_000);
    assert.equal(ports, 1);
  }
});

test('recallSet() gives no place to a set without any port, which would push another one out', () => {
  const sets = createPortSets(4, 1);
  const [one, other] = [0, 1] as readonly number[] as readonly Slot[];
  assert.ok(one !== undefined && other !== undefined);
  sets.add(sets.open(one, 1), 1 | (planes.tcp << 16));
  recallSet(sets, other, { source: [0, 0, 0xffff, 1], epoch: 1, current: [], previous: [] }, 0);
  assert.equal(sets.portsIn(sets.at(one)), 1);
  assert.equal(sets.at(other), noSet);
});
