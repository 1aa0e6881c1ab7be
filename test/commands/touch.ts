import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A TCP port that nobody has, below those that the kernel gives to clients: a bind to one of these, by whatever address, is
 * a program that takes it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Touches a port and waits for the closing of the connection. */
export async function touch(port: number, host = '127.0.0.1', from?: string): Promise<void> {
  const socket = connect({ port, host, ...(from !== undefined && { localAddress: from }) }).resume();
  socket.on('error', () => {});
  await once(socket, 'close');
}
