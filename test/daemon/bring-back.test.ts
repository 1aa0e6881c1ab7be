import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringBack } from '../../src/daemon/bring-back.ts';
import { readRemembered } from '../../src/detect/kept/remembered.ts';
import { createRepeats } from '../../src/detect/speak/repeats.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { createAlerts } from '../../src/status/alerts.ts';
import { datagram } from '../detect/helpers.ts';
import { sample } from '../status/sample.ts';
import { until } from '../support/until.ts';

const trigger = { handshake: 1, packet: 4, window: 600_000 };
const time = 1_800_000_000_000;
const fresh = () => ({ tracker: createTracker(64), repeats: createRepeats(), alerts: createAlerts() });

/** What a sentry remembers that has named one source and forgotten many. */
function past(shift = 0) {
  const { tracker, repeats } = fresh();
  for (let i = 0; i < 20_000; i++)
    tracker.touch(datagram({ source: [0, 0, 0xffff, 0x0b000000 + i], time, port: 7 }), trigger);
  for (let port = 1; port <= 4; port++) tracker.touch(datagram({ port, time }), trigger);
  repeats.said(datagram({ time }), 4);
  return {
    remembered: readRemembered([...repeats.blocks(), ...tracker.blocks()]),
    shift,
    alerts: JSON.parse(JSON.stringify([...sample.alerts, { source: '\u001b[2J' }])),
  };
}

test('bringBack() gives each what it knew, by the clock of now', () => {
  for (const shift of [0, -86_400_000]) {
    const here = fresh();
    const rest = bringBack(past(shift), here);
    const probe = datagram({ port: 5, time: time + shift });
    assert.equal(here.tracker.touch(probe, trigger).ports, 5);
    assert.equal(here.repeats.turnOf(probe, 5, trigger.window), 'early');
    assert.deepEqual(here.alerts.last(), sample.alerts);
    assert.equal(rest.isDone(), false);
    rest.finish();
    assert.equal(rest.isDone(), true);
  }
});

test('bringBack() leaves what a start need not wait for to turns, or to who cannot wait', async () => {
  const [slowly, atOnce] = [fresh(), fresh()];
  const rests = [bringBack(past(), slowly), bringBack(past(), atOnce)] as const;
  for (const rest of rests) rest.start();
  assert.deepEqual(
    rests.map(rest => rest.isDone()),
    [false, false],
  );
  rests[1].finish();
  await until(() => rests[0].isDone(), 'all of it');
  const kept = ({ tracker }: ReturnType<typeof fresh>): number =>
    [...tracker.blocks()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  assert.equal(kept(slowly), kept(atOnce));
});

test('bringBack() has nothing to take in where nothing is known', () => {
  const here = fresh();
  assert.equal(bringBack(undefined, here).isDone(), true);
  assert.equal(bringBack({ remembered: readRemembered([]), shift: 0, alerts: 7 }, here).isDone(), true);
  assert.deepEqual([here.tracker.sources(), here.alerts.last()], [0, []]);
});
