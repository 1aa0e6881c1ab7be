import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacket, type Packet } from '../../../src/capture/packet.ts';
import { createHandover, type Handover } from '../../../src/capture/tcpdump/handover.ts';

const packetAt = (time: number, sourcePort: number): Packet => ({ ...createPacket(), time, sourcePort });

/** Who saw it, when and from which port. */
type Sight = readonly [side: keyof Handover, time: number, sourcePort: number];

/** How often a packet from each port was reported. */
function reports(sights: readonly Sight[]): number[] {
  const handover = createHandover(0);
  const often: number[] = [];
  for (const [side, time, port] of sights)
    if (handover[side](packetAt(time, port))) often[port] = (often[port] ?? 0) + 1;
  return often;
}

/** Two that saw the same packets at times up to 49 ms apart, each in its own order, the one before the other now and then. */
const sightsFrom = (ports: fc.Arbitrary<number[]>): fc.Arbitrary<Sight[]> =>
  ports
    .chain(list => fc.tuple(...list.map(sightsOf)))
    .map(packets =>
      packets
        .flat()
        .sort(([one], [other]) => one - other)
        .map(([, sight]) => sight),
    );

const sightsOf = (port: number): fc.Arbitrary<[turn: number, Sight][]> =>
  fc
    .record({
      time: fc.integer({ min: 0, max: 400 }),
      apart: fc.integer({ min: -49, max: 49 }),
      turns: fc.tuple(fc.nat(999), fc.nat(999)),
    })
    .map(({ time, apart, turns: [first, second] }) => [
      [first, ['old', time, port]],
      [second, ['next', time + apart, port]],
    ]);

test('createHandover() has each packet reported once, also where the two give it different times', () => {
  const different = fc.uniqueArray(fc.nat(99), { maxLength: 50 });
  fc.assert(fc.property(sightsFrom(different), all => all.every(([, , port]) => reports(all)[port] === 1)));
});

test('createHandover() has one of equal packets reported, and none twice', () => {
  const equal = fc.array(fc.nat(2), { maxLength: 30 });
  fc.assert(
    fc.property(sightsFrom(equal), all => {
      for (const port of [0, 1, 2]) {
        const often = reports(all)[port] ?? 0;
        const sent = all.filter(sight => sight[0] === 'old' && sight[2] === port).length;
        assert.ok(sent === 0 || (often >= 1 && often <= sent), `${often} of ${sent}`);
      }
    }),
  );
});

test('createHandover() leaves to the old one what is before it, and to the new one what is after it', () => {
  assert.deepEqual(
    reports([
      ['next', 10, 1],
      ['next', 20, 1],
    ]),
    [],
  );
  assert.deepEqual(reports([['old', 151, 1]]), []);
});

test('createHandover() parts by their time alone what is too much to be told apart', () => {
  const ports = Array.from({ length: 100_000 }, (_, port) => port);
  const time = (port: number): number => 100 + port / 2000;
  const seen = (side: keyof Handover): Sight[] => ports.map(port => [side, time(port), port]);
  const late: Sight = ['next', 149, ports.length];
  assert.deepEqual(reports([...seen('old'), late, ...seen('next')]), ports.fill(1));
});

test('createHandover() leaves everything to the new one in the end, also when the clock was set back', () => {
  let now = 0;
  const { next } = createHandover(3_600_000, () => now);
  const late = packetAt(0, 1);
  assert.equal(next(late), false);
  now = 10_001;
  assert.equal(next(late), true);
});
