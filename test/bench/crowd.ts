/** Opens COUNT connections to itself, then holds them until its standard input ends. Run by ports.ts. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const count = Number(process.argv[2]);
const held: Socket[] = [];
const server = createServer(socket => held.push(socket.on('error', () => {}))).listen({
  port: 0,
  host: '127.0.0.1',
  backlog: 4096,
});
await once(server, 'listening');
const place = server.address();
if (typeof place !== 'object' || place === null) throw new TypeError('Listening on no port');
for (let opened = 0; opened < count; ) {
  const batch = Array.from({ length: Math.min(500, count - opened) }, () => connect(place.port, '127.0.0.1'));
  await Promise.all(batch.map(socket => once(socket, 'connect')));
  held.push(...batch);
  opened += batch.length;
}
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => process.exit());
