import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpeaker, type Proven } from '../../../src/fleet/receive/speaker.ts';
import type { Address } from '../../../src/net/address.ts';

const hour = 3_600_000;
const source = (number: number): Address => [0, 0, 0xffff, number];

function speaking(pace = 5, perOrigin = 1_000) {
  const [lines, held]: [{ number: number; now: number }[], string[]] = [[], []];
  const speaker = createSpeaker({
    pace,
    perOrigin,
    repeatAfter: hour,
    write: ({ event }, now) => void lines.push({ number: event.source[3], now }),
    onHeld: ({ origin }) => void held.push(origin),
    onKnown: () => {},
  });
  const proven = (number: number, origin = 'a', hosts = 1): Proven => ({
    event: { time: 0, source: source(number), port: 23, hits: 1, ports: 1 },
    origin,
    hosts,
  });
  return { speaker, lines, held, proven, numbers: () => lines.map(({ number }) => number) };
}

test('createSpeaker() writes at once, and so many lines a second at most', () => {
  const { speaker, proven, lines } = speaking();
  for (let number = 0; number < 100; number++) speaker.offer(proven(number), 1_000);
  assert.equal(lines.length, 5);
  for (let now = 1_000; speaker.waiting > 0; now += 100) speaker.tick(now);
  assert.equal(lines.length, 100);
  for (const { now } of lines)
    assert.ok(lines.filter(line => line.now > now && line.now <= now + 1_000).length <= 6);
});

test('createSpeaker() lets those speak first whom most hosts have named, and holds the others back where too many wait', () => {
  const { speaker, proven, numbers, held } = speaking(1);
  for (let number = 0; number < 1_010; number++) speaker.offer(proven(number, 'loud'), 0);
  speaker.offer(proven(5_000, 'quiet', 3), 0);
  speaker.offer(proven(700, 'other', 2), 0);
  assert.equal(speaker.waiting, 1_000);
  assert.equal(held.length, 10);
  assert.ok(held.every(origin => origin === 'loud'));
  speaker.tick(1_000);
  speaker.tick(2_000);
  speaker.tick(3_000);
  assert.deepEqual(numbers(), [0, 5_000, 700, 1]);
});

test('createSpeaker() gives one host its share of an hour, and takes nothing of it from another', () => {
  const { speaker, proven, lines, held } = speaking(50, 60);
  const flood = (from: number, now: number): void => {
    for (let number = from; number < from + 10_000; number++) speaker.offer(proven(number, 'evil'), now);
    for (let later = now; later < now + 10_000; later += 100) speaker.tick(later);
  };
  flood(0, 0);
  assert.equal(lines.length, 60);
  assert.equal(held.length, 9_940);
  speaker.offer(proven(50_000, 'good'), 20_000);
  assert.equal(lines.at(-1)?.number, 50_000);
  flood(60_000, hour - 1);
  assert.equal(lines.length, 61, 'not yet');
  flood(60_000, hour);
  assert.equal(lines.length, 121);
});

test('createSpeaker() names a source again when its ban has ended, which is one line of its host too', () => {
  const { speaker, proven, numbers } = speaking(5, 2);
  speaker.offer(proven(1), 0);
  speaker.offer(proven(1), hour - 1);
  assert.deepEqual(numbers(), [1]);
  speaker.offer(proven(1), hour);
  assert.deepEqual(numbers(), [1, 1]);
});

test('createSpeaker() remembers over a restart what was named, and the share of its host', () => {
  const { speaker, proven, numbers, held } = speaking(5, 2);
  speaker.recall(source(1), 'a', 1_000);
  speaker.recall(source(2), 'a', 1_000);
  speaker.offer(proven(1), 2_000);
  speaker.offer(proven(3), 2_000);
  assert.deepEqual(numbers(), []);
  assert.deepEqual(held, ['a']);
});

test('createSpeaker() has a source that was pardoned wait no longer, and a clock that is set back stop nobody', () => {
  const { speaker, proven, numbers } = speaking(1);
  speaker.offer(proven(1), 10_000_000);
  speaker.offer(proven(2), 10_000_000);
  speaker.drop(source(2));
  speaker.tick(10_010_000);
  assert.deepEqual(numbers(), [1]);
  speaker.offer(proven(3), 0);
  speaker.tick(1_000);
  assert.deepEqual(numbers(), [1, 3]);
});
