import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trigger } from '../../../src/detect/rules.ts';
import { nowhere } from '../../../src/detect/table/address-table.ts';
import { type LanPorts, lanPortsOf } from '../../../src/detect/track/lan.ts';
import { createTracker, maxSources } from '../../../src/detect/track/tracker.ts';
import type { Probe } from '../../../src/probe.ts';
import { configWith } from '../../jails/fixtures.ts';
import { address, datagram, probe } from '../helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() triggers on the first handshake and on the fourth distinct port of packets', () => {
  const tracker = createTracker();
  assert.equal(tracker.touch(probe(), trigger).triggered, true);
  const other = address('203.0.113.8');
  const verdicts = [7, 9, 9, 69, 161].map(port => ({
    ...tracker.touch(datagram({ source: other, port }), trigger),
  }));
  assert.deepEqual(verdicts, [
    { hits: 1, ports: 1, handshakes: 0, triggered: false, isOfLan: false },
    { hits: 2, ports: 2, handshakes: 0, triggered: false, isOfLan: false },
    { hits: 3, ports: 2, handshakes: 0, triggered: false, isOfLan: false },
    { hits: 4, ports: 3, handshakes: 0, triggered: false, isOfLan: false },
    { hits: 5, ports: 4, handshakes: 0, triggered: true, isOfLan: false },
  ]);
});

test('createTracker() never lets forged packets help a handshake over its trigger', () => {
  const tracker = createTracker();
  const strict = { ...trigger, handshake: 2 };
  for (let port = 1; port <= 50; port++) tracker.touch(datagram({ port }), strict);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 24 }), strict).triggered, true);
});

test('createTracker() forgets a port when the window has passed', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 7 };
  const at = (minutes: number, port: number): number =>
    tracker.touch(datagram({ time: minutes * 60_000, port }), many).ports;
  assert.deepEqual([at(0, 1), at(5, 2), at(9, 3), at(11, 4), at(12, 5), at(15.1, 5)], [1, 2, 3, 3, 4, 3]);
  assert.deepEqual(tracker.touch(datagram({ time: 60 * 60_000 }), many), {
    hits: 1,
    ports: 1,
    handshakes: 0,
    triggered: false,
    isOfLan: false,
  });
});

test('createTracker() keeps a bound on its sources and still knows the newest', () => {
  const tracker = createTracker();
  for (let i = 0; i < maxSources + 1000; i++) {
    tracker.touch(datagram({ source: [0, 0, 0xffff, i] }), trigger);
  }
  assert.equal(tracker.sources(), maxSources);
  const newest = datagram({ source: [0, 0, 0xffff, maxSources + 999] });
  assert.equal(tracker.touch(newest, trigger).hits, 2);
  assert.equal(tracker.touch(datagram({ source: [0, 0, 0xffff, 0] }), trigger).hits, 1);
});

test('createTracker() counts a port of TCP and of UDP as two, and forgets a handshake with its window', () => {
  const tracker = createTracker();
  tracker.touch(probe({ port: 53 }), trigger);
  assert.equal(tracker.touch(datagram({ port: 53 }), trigger).ports, 2);
  const strict = { ...trigger, handshake: 2 };
  const later = probe().time + 2 * trigger.window;
  assert.equal(tracker.touch(probe({ time: later, port: 54 }), strict).triggered, false);
});

test('createTracker() takes what lies in the future of a clock set back for forgotten', () => {
  const tracker = createTracker();
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port, time: 10 * trigger.window }), trigger);
  assert.deepEqual(tracker.touch(datagram({ port: 4, time: 0 }), trigger), {
    hits: 1,
    ports: 1,
    handshakes: 0,
    triggered: false,
    isOfLan: false,
  });
});

test('createTracker() starts to count anew when the window is another, and still remembers', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 5 };
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port }), many);
  const wider = { ...many, window: 2 * trigger.window };
  assert.equal(tracker.touch(datagram({ port: 3 }), wider).ports, 1);
  assert.equal(tracker.touch(datagram({ port: 4 }), wider).ports, 2);
  assert.deepEqual(tracker.touch(datagram({ port: 5 }), wider), {
    hits: 6,
    ports: 5,
    handshakes: 0,
    triggered: true,
    isOfLan: false,
  });
});

/** Touches of a source, a second apart: the address of ours by its last byte, and the port. */
const sweep = (from: string, pairs: readonly (readonly [own: number, port: number])[], make = datagram) =>
  pairs.map(([own, port], i) =>
    make({ source: address(from), target: address(`192.0.2.${own}`), port, time: 1.8e12 + i * 1000 }),
  );
const to = (own: number, port: number) => [own, port] as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
/** Which of the touches is the first that triggers, from 1 on; 0 when none is. */
const namedBy = (touches: readonly Probe[], limits = trigger, lan?: LanPorts): number => {
  const tracker = createTracker();
  return touches.findIndex(touch => tracker.touch(touch, limits, lan).triggered) + 1;
};

test('createTracker() names who touches one port, or three, at many addresses, by the sixteenth pair', () => {
  const one = upTo(16).map(own => to(own, 23));
  assert.equal(namedBy(sweep('203.0.113.7', one)), 16);
  assert.equal(namedBy(sweep('203.0.113.7', one.slice(1))), 0);
  const three = upTo(20).flatMap(own => [23, 2323, 5555].map(port => to(own, port)));
  assert.equal(namedBy(sweep('203.0.113.7', three)), 16);
  const ipv6 = sweep('2001:db8:5::7', one).map((touch, i) => ({
    ...touch,
    target: address(`2001:db8:0:${i}::1`),
  }));
  assert.equal(namedBy(ipv6), 16);
  const again = upTo(500).map(i => to(i % 15, 23));
  assert.equal(namedBy(sweep('203.0.113.7', again)), 0, 'the same fifteen over and over');
});

test('createTracker() names nobody for pairs that are not all in the window', () => {
  const slow = sweep(
    '203.0.113.7',
    upTo(200).map(own => to(own, 23)),
  );
  const spread = (gap: number) => slow.map((touch, i) => ({ ...touch, time: 1.8e12 + i * gap }));
  assert.equal(namedBy(spread(39_000)), 16, 'sixteen in 9.75 minutes');
  assert.equal(namedBy(spread(41_000)), 0, 'sixteen in 10.25 minutes');
});

test('createTracker() leaves ports of one address to the trigger, however high it is', () => {
  const high = { ...trigger, packet: 1000 };
  const ports = upTo(300).map(port => to(1, port));
  assert.equal(namedBy(sweep('203.0.113.7', ports), high), 0);
  assert.equal(namedBy(sweep('203.0.113.7', [...ports, to(2, 1)]), high), 301);
});

test('createTracker() proves a sweep by sixteen handshakes, whatever packets are forged in their midst', () => {
  const strict = { ...trigger, handshake: 3 };
  const shakes = sweep(
    '203.0.113.7',
    upTo(20).map(own => to(own, 23)),
    probe,
  );
  assert.equal(namedBy(shakes, strict), 16);
  const noise = sweep(
    '203.0.113.7',
    upTo(40).map(own => to(own, 7)),
  );
  const mixed = shakes.flatMap((shake, i) => [shake, ...noise.slice(2 * i, 2 * i + 2)]);
  const tracker = createTracker();
  const proofs = mixed.map(touch => touch.evidence === 'handshake' && tracker.touch(touch, strict).triggered);
  assert.equal(proofs.indexOf(true), mixed.indexOf(shakes[15] ?? assert.fail()));
  const fifteen = [...noise, ...shakes.slice(0, 15)];
  const other = createTracker();
  for (const touch of fifteen)
    assert.ok(
      !other.touch(touch, strict).triggered || touch.evidence === 'packet',
      'forged ones prove nothing',
    );
});

test('createTracker() takes pairs back with the touches of a port that answers', () => {
  const tracker = createTracker();
  const last = sweep(
    '203.0.113.7',
    upTo(16).map(own => to(own, own === 5 ? 53 : 23)),
  ).map(touch => ({
    ...touch,
    time: 1.8e12,
  }));
  for (const touch of last) tracker.touch(touch, trigger);
  assert.equal(
    tracker.untouch(datagram({ source: address('203.0.113.7'), port: 53, time: 1.8e12 }), trigger)?.triggered,
    false,
  );
  const [seventeenth] = sweep('203.0.113.7', [to(17, 23)]);
  assert.equal(
    tracker.touch(seventeenth ?? assert.fail(), trigger).triggered,
    true,
    'the others still count',
  );
});

const lan = lanPortsOf(configWith());

test('createTracker() lets a machine of the LAN try two services, and counts all of a third or of another port', () => {
  const by = (from: string, ports: readonly number[], make = probe) =>
    namedBy(
      sweep(
        from,
        ports.map(port => to(10, port)),
        make,
      ),
      trigger,
      lan,
    );
  for (const from of ['10.1.2.3', '172.16.0.1', '192.168.1.9', '100.64.0.1', '169.254.3.4']) {
    assert.equal(by(from, [445]), 0, from);
    assert.equal(by(from, [139, 445, 445, 3389, 139]), 0, from);
    assert.equal(by(from, [445, 3389, 5432]), 3, from);
    assert.equal(by(from, [445, 23]), 2, from);
    assert.equal(by(from, [23]), 1, from);
  }
  for (const from of ['203.0.113.7', '172.32.0.1', '100.128.0.1']) assert.equal(by(from, [445]), 1, from);
  const sweepOfOne = sweep(
    '10.1.2.3',
    upTo(16).map(own => to(own, 445)),
    probe,
  );
  assert.equal(namedBy(sweepOfOne, trigger, lan), 16, 'a worm at every address');
});

test('createTracker() lets ULA and link-local machines try services of a LAN too', () => {
  const by = (from: string) => namedBy([probe({ source: address(from), port: 445 })], trigger, lan);
  assert.deepEqual(['fd00::7', 'fc00::7', 'fe80::7', 'febf::7'].map(by), [0, 0, 0, 0]);
  assert.deepEqual(['2001:db8::7', 'fec0::7', 'fe00::7'].map(by), [1, 1, 1]);
});

test('createTracker() counts what a machine of the LAN did, whether it is a scan or not', () => {
  const tracker = createTracker();
  const touches = sweep(
    '10.1.2.3',
    [445, 139, 3389, 5432].map(port => to(10, port)),
  );
  assert.deepEqual(
    touches.map(touch => ({ ...tracker.touch({ ...touch, protocol: 'tcp' }, trigger, lan) })),
    [
      { hits: 1, ports: 1, handshakes: 0, triggered: false, isOfLan: true },
      { hits: 2, ports: 2, handshakes: 0, triggered: false, isOfLan: true },
      { hits: 3, ports: 3, handshakes: 0, triggered: false, isOfLan: true },
      { hits: 4, ports: 4, handshakes: 0, triggered: true, isOfLan: false },
    ],
  );
  const taken = tracker.untouch({ ...(touches[3] ?? assert.fail()), protocol: 'tcp' }, trigger, lan);
  assert.equal(taken?.isOfLan, true, 'the third service has answered');
});

test('createTracker() lets no forged packet turn what a machine of the LAN has tried into a scan', () => {
  const tracker = createTracker();
  const forged = sweep(
    '10.1.2.3',
    upTo(30).map(port => to(10, port)),
  );
  for (const touch of forged.slice(0, 15)) tracker.touch(touch, trigger, lan);
  const [first, second] = sweep('10.1.2.3', [to(10, 445), to(10, 3389)], probe);
  assert.equal(tracker.touch(first ?? assert.fail(), trigger, lan).isOfLan, true);
  for (const touch of forged.slice(15)) tracker.touch(touch, trigger, lan);
  assert.equal(tracker.touch(second ?? assert.fail(), trigger, lan).isOfLan, true);
});

test('meet() says where a source is that is known, and takes no stranger in', () => {
  const tracker = createTracker();
  tracker.touch(datagram({ source: address('203.0.113.7') }), trigger);
  const known = { ...tracker.stay };
  tracker.meet(address('203.0.113.9'));
  assert.equal(tracker.stay.slot, nowhere);
  tracker.meet(address('203.0.113.7'));
  assert.deepEqual(tracker.stay, known);
  assert.equal(tracker.sources(), 1);
});
