import type { Child } from './child.ts';
import type { Host } from './hosts.ts';

/** Runs an open service on the host: it greets whoever connects, over IPv4 and IPv6, and prints who it was. */
export async function startService(host: Host, port: number): Promise<Child> {
  const program = `
    const server = require('node:net').createServer(socket => {
      console.log('accept ' + socket.remoteAddress);
      socket.on('error', () => {});
      socket.end('hello');
    });
    server.listen({ port: ${port}, host: '::' }, () => console.log('open'));`;
  const child = host.start([process.execPath, '-e', program]);
  await child.waitFor('open');
  return child;
}

/** Whether a host gets the greeting of the service within a second. */
export function canReach(from: Host, address: string, port: number): boolean {
  const program = `
    const socket = require('node:net').connect(${port}, '${address}');
    socket.setTimeout(1000, () => process.exit(1));
    socket.on('error', () => process.exit(1));
    socket.on('data', data => { console.log(String(data)); process.exit(0); });`;
  return from.run([process.execPath, '-e', program], 'any').trim() === 'hello';
}
