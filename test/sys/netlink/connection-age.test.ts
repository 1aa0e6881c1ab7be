import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastAge } from '../../../src/sys/netlink/connection-age.ts';

/** An answer of inet_diag: its state, timer and what is left of it; silent for so long, where it has a struct tcp_info. */
function answer(state: number, timer: number, expires: number, idle?: number): DataView {
  const view = new DataView(new ArrayBuffer(72 + (idle === undefined ? 0 : 4 + 280)));
  view.setUint8(0, 2);
  view.setUint8(1, state);
  view.setUint8(2, timer);
  view.setUint32(52, expires, true);
  if (idle !== undefined) {
    view.setUint16(72, 4 + 280, true);
    view.setUint16(74, 2, true);
    view.setUint32(76 + 52, idle, true);
  }
  return view;
}
const ageOf = (...fields: Parameters<typeof answer>): number => {
  const view = answer(...fields);
  return leastAge(view, 0, view.byteLength);
};
const [finWait2, timeWait, closeWait] = [5, 6, 8];

test('leastAge() goes by the timer of TIME_WAIT, which runs for a minute', () => {
  assert.deepEqual(
    [60_000, 55_000, 0, 70_000].map(left => ageOf(timeWait, 3, left)),
    [0, 5_000, 60_000, 0],
  );
});

test('leastAge() does not trust the timer of FIN_WAIT2, whose length is a setting', () => {
  assert.equal(ageOf(finWait2, 3, 1_000), 0);
});

test('leastAge() goes by the silence of a socket, and not by one that lost its moment', () => {
  assert.deepEqual(
    [0, 7_000, 120_000, 120_001, 4_000_000_000].map(idle => ageOf(closeWait, 0, 0, idle)),
    [0, 7_000, 120_000, 0, 0],
  );
  assert.equal(ageOf(closeWait, 1, 200), 0, 'without struct tcp_info');
});

test('leastAge() reads nothing beyond the end of an answer', () => {
  const view = answer(closeWait, 0, 0, 7_000);
  for (let end = 72; end < view.byteLength; end++) assert.equal(leastAge(view, 0, end), 0);
});
