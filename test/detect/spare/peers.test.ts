import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createPeers, type Peers } from '../../../src/detect/spare/peers.ts';
import { countsFrom, countsUntil } from '../../../src/detect/spare/served.ts';
import type { Address } from '../../../src/net/address.ts';
import { mockTimers } from '../../support/timers.ts';
import { until } from '../../support/until.ts';
import { closed, ipv4, listening } from '../../sys/sockets.ts';

/** Peers of this host; the service of a test is a service where `serves` says so. */
function peersOf(context: TestContext, serves: (port: number) => boolean): Peers {
  // No turn of its own comes: what it hears it hears because it was asked.
  mockTimers(context, 'setTimeout');
  const peers = createPeers(serves);
  context.after(() => peers.close());
  peers.follow(true);
  return peers;
}

/** Whether a host would be spared if it touched something so many milliseconds from now. */
const sparedIn = (peers: Peers, peer: Address, milliseconds: number): boolean =>
  peers.isConnected(peer, Date.now(), Date.now() + milliseconds);

/** A connection that the client begins and ends; what the kernel tells of it comes a moment later. */
async function visit(port: number, from: string): Promise<void> {
  const client = connect({ port, host: '127.0.0.1', localAddress: from }).resume();
  await once(client, 'connect');
  client.end();
  await once(client, 'close');
}

test('isConnected() counts a client of a service from its fifth second to the end of its second minute', async context => {
  const { server, port } = await listening({ host: '127.0.0.1' });
  const peers = peersOf(context, candidate => candidate === port);
  const client = ipv4(127, 0, 0, 61);
  assert.equal(sparedIn(peers, client, countsFrom), false);
  await visit(port, '127.0.0.61');
  await until(() => sparedIn(peers, client, countsFrom), 'the end of the visit');
  // The handshake is over for less than the test takes: its own touch comes too early.
  assert.equal(sparedIn(peers, client, -1), false);
  assert.equal(sparedIn(peers, client, countsUntil + 1), false);
  assert.equal(sparedIn(peers, ipv4(127, 0, 0, 62), countsFrom), false);
  await closed(server);
});

test('isConnected() counts nobody for a port that is no service, such as one of our own listeners', async context => {
  const { server, port } = await listening({ host: '127.0.0.1' });
  const asked: number[] = [];
  const peers = peersOf(context, candidate => {
    asked.push(candidate);
    return false;
  });
  await visit(port, '127.0.0.63');
  await until(() => {
    assert.equal(sparedIn(peers, ipv4(127, 0, 0, 63), countsFrom), false);
    return asked.includes(port);
  }, 'the end of the visit');
  await closed(server);
});

test('isConnected() knows who was served before anybody listened', async context => {
  const { server, port } = await listening({ host: '127.0.0.1' });
  server.on('connection', socket => socket.end('bye'));
  const client = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.64' }).resume();
  await once(client, 'close');
  const peers = peersOf(context, candidate => candidate === port);
  const now = Date.now();
  // In a flood no single host is asked about any more.
  for (let i = 0; i < 2000; i++) peers.isConnected([0, 0, 0xffff, i], now, now);
  assert.equal(peers.isConnected(ipv4(127, 0, 0, 64), now, now + countsFrom + 60_000), true);
  await closed(server);
});

test('isConnected() counts a connection that is only half closed, as it counts one that has ended', async context => {
  const { server, port } = await listening({ host: '127.0.0.1', allowHalfOpen: true });
  const accepted = once(server, 'connection');
  const client = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.65', allowHalfOpen: true });
  const [socket] = await accepted;
  // Left open, it would keep a failed test from its end, and the address in use for the next.
  context.after(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  const peers = peersOf(context, candidate => candidate === port);
  assert.equal(sparedIn(peers, ipv4(127, 0, 0, 65), 0), true, 'established');
  client.end();
  await once(socket.resume(), 'end');
  // What was answered holds for three seconds.
  let later = 0;
  await until(() => {
    later = Date.now() + 10_000;
    return !peers.isConnected(ipv4(127, 0, 0, 65), later, Date.now());
  }, 'the half close');
  assert.equal(peers.isConnected(ipv4(127, 0, 0, 65), later, Date.now() + countsFrom), true, 'CLOSE_WAIT');
});
