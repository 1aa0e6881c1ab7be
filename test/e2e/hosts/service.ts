import type { Child } from './child.ts';
import type { Host } from './hosts.ts';
import { talkFile } from './talking.ts';

/** Runs an open service on the host: it greets whoever connects, over IPv4 and IPv6, and prints who it was. */
export async function startService(host: Host, port: number): Promise<Child> {
  const program = `
    const server = require('node:net').createServer(socket => {
      console.log('accept ' + socket.remoteAddress);
      socket.on('error', () => {}).resume();
      socket.end('hello');
    });
    server.listen({ port: ${port}, host: '::' }, () => console.log('open'));`;
  const child = host.start([process.execPath, '-e', program]);
  await child.waitFor('open');
  return child;
}

/** Whether a host gets the greeting of the service; not, where its packets are dropped or refused. */
export const canReach = (from: Host, address: string, port: number): boolean =>
  from.run([process.execPath, talkFile, 'ask', 'tcp', '', address, `${port}`], 'any').includes('answered');
