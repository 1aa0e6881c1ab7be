import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrIn } from '../../src/sys/abi.ts';
import * as libc from '../../src/sys/libc.ts';
import { createPoller } from '../../src/sys/poller.ts';

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

test('add() rests when what is ready cannot be taken, and asks again', async () => {
  const poller = createPoller();
  const fd = readableSocket();
  let calls = 0;
  poller.add(fd, () => {
    calls++;
    return false;
  });
  await sleep(450);
  poller.remove(fd);
  libc.close(fd);
  poller.close();
  assert.ok(calls >= 2 && calls <= 6, `${calls} calls in 450 ms`);
});

test('close() ends a rest too, so that the process can end', async () => {
  const poller = createPoller();
  const fd = readableSocket();
  let calls = 0;
  poller.add(fd, () => {
    calls++;
    return false;
  });
  while (calls === 0) await sleep(1);
  poller.close();
  await sleep(150);
  libc.close(fd);
  assert.equal(calls, 1);
});
