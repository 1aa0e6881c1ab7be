import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import {
  createAcceptedPeers,
  mostHeard,
  mostWatched,
} from '../../../../src/detect/spare/logins/accepted-peers.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import type { Connection } from '../../../../src/sys/netlink/inet-diag.ts';
import { openSockDiag } from '../../../../src/sys/netlink/sock-diag.ts';
import { closed, listening } from '../../../sys/sockets.ts';
import { address } from '../../helpers.ts';

const login = (peer: string, port: number): string =>
  `Accepted password for alice from ${peer} port ${port} ssh2`;

/** The real kernel, and a service with clients of its own. */
async function service(t: TestContext) {
  const kernel = openSockDiag() ?? assert.fail('this kernel has sock_diag');
  const { server, port } = await listening({ host: '::' });
  const clients: Socket[] = [];
  t.after(async () => {
    for (const client of clients) client.destroy();
    kernel.close();
    await closed(server);
  });
  const accepted = createAcceptedPeers(kernel);
  return {
    accepted,
    peers: () => accepted.peers().map(formatAddress),
    connected: async (from: string, localPort = 0): Promise<Socket> => {
      const client = connect({
        port,
        host: from === '::1' ? '::1' : '127.0.0.1',
        localAddress: from,
        localPort,
      });
      const [other] = await once(server, 'connection');
      clients.push(client);
      client.on('close', () => other.destroy());
      return client;
    },
  };
}

async function gone(client: Socket): Promise<void> {
  // A reset leaves nothing behind, so that the port is free at once.
  client.resetAndDestroy();
  await once(client, 'close');
}

test('peers() has whoever logged in while the connection lasts, of both families', async t => {
  const { accepted, peers, connected } = await service(t);
  for (const from of ['127.0.0.7', '::1']) {
    const client = await connected(from);
    assert.deepEqual(peers(), [], 'a connection alone is no login');
    accepted.heard(login(from, client.localPort ?? 0));
    assert.deepEqual(peers(), [from]);
    assert.deepEqual(peers(), [from], 'and it stays');
    await gone(client);
    assert.deepEqual(peers(), []);
  }
});

test('peers() leaves out a login from another port of the same host', async t => {
  const { accepted, peers, connected } = await service(t);
  const client = await connected('127.0.0.7');
  accepted.heard(login('127.0.0.7', (client.localPort ?? 0) ^ 1));
  assert.deepEqual(peers(), []);
});

test('peers() believes a word once: who comes from the same port later has not logged in', async t => {
  const { accepted, peers, connected } = await service(t);
  const first = await connected('127.0.0.7');
  const port = first.localPort ?? 0;
  accepted.heard(login('127.0.0.7', port));
  assert.deepEqual(peers(), ['127.0.0.7']);
  await gone(first);
  assert.deepEqual(peers(), []);
  await connected('127.0.0.7', port);
  assert.deepEqual(peers(), []);
  // Ended before anybody looked.
  accepted.heard(login('127.0.0.9', port));
  assert.deepEqual(peers(), []);
  await connected('127.0.0.9', port);
  assert.deepEqual(peers(), []);
});

/** A kernel in which everybody is connected. */
const allConnected = (ports: readonly number[]) => ({
  connectionsWith: (source: Connection['source']) =>
    ports.map(sourcePort => ({ source, sourcePort, target: source, port: 22, device: 0 })),
  isEstablished: () => true,
});

test('heard() and peers() are bounded', () => {
  const kernel = allConnected([1]);
  let asked = 0;
  const connectionsWith: typeof kernel.connectionsWith = source => {
    asked++;
    return kernel.connectionsWith(source);
  };
  const accepted = createAcceptedPeers({ ...kernel, connectionsWith });
  for (let i = 0; i <= mostHeard; i++) accepted.heard(login(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1));
  assert.equal(accepted.peers().length, mostWatched);
  assert.equal(asked, mostHeard);
  accepted.heard(login('192.0.2.9', 1));
  assert.equal(accepted.peers().length, mostWatched);
});

test('heard() twice is one peer', () => {
  const accepted = createAcceptedPeers(allConnected([1]));
  accepted.heard(login('192.0.2.9', 1));
  accepted.peers();
  accepted.heard(login('192.0.2.9', 1));
  assert.deepEqual(accepted.peers(), [address('192.0.2.9')]);
});
