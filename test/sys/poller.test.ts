import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrIn } from '../../src/sys/abi.ts';
import * as libc from '../../src/sys/libc.ts';
import { createPoller, type Poller } from '../../src/sys/poller.ts';
import { mockTimers } from '../support/timers.ts';

/** A UDP socket with a datagram that nobody takes: readable for ever. */
function readableSocket(): number {
  const fd = libc.ok('socket', libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  const place = new DataView(new ArrayBuffer(sockaddrIn.size));
  place.setUint16(sockaddrIn.family, AF_INET, true);
  place.setUint32(sockaddrIn.address, 0x7f000001);
  libc.ok('bind', libc.bind(fd, place, place.byteLength));
  libc.ok('getsockname', libc.getsockname(fd, place, new Uint32Array([place.byteLength])));
  const sender = createSocket('udp4');
  sender.send('x', place.getUint16(sockaddrIn.port), '127.0.0.1', () => sender.close());
  return fd;
}

/** Longer than a rest (milliseconds), by a clock that is the test's own. */
const longEnough = 1_000;

/** Turns of the event loop: in each of them it would be asked again if it did not rest. */
async function manyTurns(): Promise<void> {
  for (let i = 0; i < 100; i++) await turn();
}

/** A poller with a descriptor whose datagram cannot be taken, once it has been asked for the first time. */
async function unable(t: TestContext): Promise<{ poller: Poller; calls: () => number }> {
  mockTimers(t, 'setTimeout');
  const poller = createPoller();
  const fd = readableSocket();
  t.after(() => libc.close(fd));
  let calls = 0;
  poller.add(fd, () => {
    calls++;
    return false;
  });
  while (calls === 0) await turn();
  return { poller, calls: () => calls };
}

test('add() rests when what is ready cannot be taken, and asks again', async t => {
  const { poller, calls } = await unable(t);
  t.after(() => poller.close());
  for (const expected of [1, 2, 3]) {
    await manyTurns();
    assert.equal(calls(), expected, 'it rests');
    t.mock.timers.tick(longEnough);
    while (calls() === expected) await turn();
  }
});

test('close() ends a rest too, so that the process can end', async t => {
  const { poller, calls } = await unable(t);
  poller.close();
  t.mock.timers.tick(longEnough);
  await manyTurns();
  assert.equal(calls(), 1);
});
