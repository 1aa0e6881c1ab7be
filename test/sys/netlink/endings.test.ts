import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { type Endings, openEndings } from '../../../src/sys/netlink/endings.ts';
import type { Words } from '../../../src/sys/netlink/inet-diag.ts';
import { until } from '../../support/until.ts';
import { closed, ipv4, listening, localhost6 } from '../sockets.ts';

/** A connection to the service from an address of its own. */
async function connected(
  server: Server,
  port: number,
  host: string,
  from: string,
): Promise<[Socket, Socket]> {
  const client = connect({ port, host, localAddress: from });
  client.on('error', () => {});
  const [accepted] = (await once(server, 'connection')) as [Socket];
  accepted.on('error', () => {});
  return [client.resume(), accepted.resume()];
}

/** Reads until it was told that a connection with this peer ended at this port; `again` is done before each look. */
async function told(endings: Endings, peer: Words, port: number, again = async () => {}): Promise<void> {
  const isTold = async (): Promise<boolean> => {
    await again();
    let found = false;
    endings.read((who, where) => {
      found ||= who.join() === peer.join() && where === port;
    });
    return found;
  };
  await until(isTold, `the end of a connection from ${peer.join()} to ${port}`);
}

test('openEndings() is told of every connection that ends, whoever closes it and how', async () => {
  const endings = openEndings();
  const { server, port } = await listening({ host: '::' });
  const ways: ((client: Socket, accepted: Socket) => unknown)[] = [
    (client, accepted) => client.end().once('close', () => accepted.end()),
    (client, accepted) => accepted.end().once('close', () => client.end()),
    client => client.resetAndDestroy(),
    (_client, accepted) => accepted.resetAndDestroy(),
  ];
  for (const [i, close] of ways.entries()) {
    close(...(await connected(server, port, '127.0.0.1', `127.0.0.${10 + i}`)));
    await told(endings, ipv4(127, 0, 0, 10 + i), port);
  }
  for (const socket of await connected(server, port, '::1', '::1')) socket.destroy();
  await told(endings, localhost6, port);
  await closed(server);
  endings.close();
});

test('read() says when more ended than there was room for, and goes on after a pause', async () => {
  // Room for a dozen.
  const endings = openEndings(8192);
  const { server, port } = await listening({ host: '127.0.0.1' });
  const pass = async (from = '127.0.0.1'): Promise<void> => {
    for (const socket of await connected(server, port, '127.0.0.1', from)) socket.destroy();
  };
  const isLost = async (): Promise<boolean> => {
    for (let i = 0; i < 20; i++) await pass();
    return endings.read(() => {});
  };
  await until(isLost, 'more endings than there is room for');
  endings.leave();
  await pass('127.0.0.76');
  endings.join();
  // Others on this machine end connections too, and there is not much room.
  await told(endings, ipv4(127, 0, 0, 77), port, () => pass('127.0.0.77'));
  await closed(server);
  endings.close();
});
