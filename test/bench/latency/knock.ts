/**
 * Finishes a handshake with HOST PORT from each address that a line of standard input names, and prints at what time
 * (milliseconds since the epoch) it began. Run by latency.ts.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [host = '', port = ''] = process.argv.slice(2);
for await (const localAddress of createInterface({ input: process.stdin })) {
  const began = performance.timeOrigin + performance.now();
  const socket = connect({ host, port: Number(port), localAddress });
  // The decoy resets it as soon as it is finished, which may come first.
  socket.on('error', () => {});
  socket.on('connect', () => socket.destroy());
  await new Promise(resolve => socket.on('close', resolve));
  process.stdout.write(`${began}\n`);
}
