import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trigger } from '../../../src/detect/rules.ts';
import { nowhere } from '../../../src/detect/table/address-table.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';
import type { Address } from '../../../src/net/address.ts';
import { datagram } from '../helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };
const host = (number: number): Address => [0, 0, 0xffff, 0xcb007100 + number];
const [before, late, scanner] = [host(1), host(2), host(3)];
const start = 1_800_000_000_000;
const second = 1_000;

/** A table of four where the next newcomer gets the slot of the scanner; who was before has left a trace. */
function crowded() {
  const tracker = createTracker(4);
  const touch = (source: Address, port: number, time: number) =>
    tracker.touch(datagram({ source, port, time, protocol: 'tcp' }), trigger);
  for (const source of [before, host(10)]) touch(source, 22, start);
  for (const source of [scanner, host(11), host(12)])
    for (const port of [80, 81, 82]) touch(source, port, start + 100 * second);
  tracker.meet(scanner);
  const { slot } = tracker.stay;
  const comesInto = (source: Address, port: number): void => {
    tracker.meet(source);
    assert.equal(tracker.stay.slot, nowhere);
    touch(source, port, start + 101 * second);
    assert.equal(tracker.stay.slot, slot);
  };
  const untouch = (source: Address, port: number) =>
    tracker.untouch(
      { source, port, protocol: 'tcp', evidence: 'packet', time: start + 102 * second },
      trigger,
    );
  return { touch, untouch, comesInto };
}

test('untouch() takes nothing back that another source did, whose slot one has who was forgotten and came again', () => {
  const { touch, untouch, comesInto } = crowded();
  comesInto(before, 23);
  assert.equal(untouch(before, 80), undefined, 'it has never touched that port');
  assert.equal(touch(before, 24, start + 102 * second).triggered, false, 'these are three ports');
  assert.equal(touch(before, 25, start + 103 * second).triggered, true);
});

test('untouch() takes nothing back of another one when all of the newcomer was taken back before', () => {
  const { touch, untouch, comesInto } = crowded();
  comesInto(before, 23);
  assert.notEqual(untouch(before, 23), undefined);
  assert.equal(untouch(before, 80), undefined);
  assert.equal(touch(before, 24, start + 102 * second).triggered, false);
  assert.equal(untouch(before, 80), undefined);
  assert.equal(
    touch(before, 25, start + 103 * second).triggered,
    false,
    'with the one before these are three',
  );
  assert.equal(touch(before, 26, start + 104 * second).triggered, true);
});

test('untouch() takes nothing back of another one from a stranger either', () => {
  const { touch, untouch, comesInto } = crowded();
  comesInto(late, 23);
  assert.notEqual(untouch(late, 23), undefined);
  assert.equal(untouch(late, 80), undefined);
  for (const port of [24, 25, 26]) assert.equal(touch(late, port, start + 102 * second).triggered, false);
  assert.equal(touch(late, 27, start + 102 * second).triggered, true);
});
