import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const place = server.address();
  server.close();
  await once(server, 'close');
  return typeof place === 'object' && place !== null ? place.port : assert.fail();
}

/** Touches a port and waits for the closing of the connection. */
export async function touch(port: number, host = '127.0.0.1', from?: string): Promise<void> {
  const socket = connect({ port, host, ...(from !== undefined && { localAddress: from }) }).resume();
  socket.on('error', () => {});
  await once(socket, 'close');
}
