import { fileURLToPath } from 'node:url';
import type { Child } from '../hosts/child.ts';
import type { Host } from '../hosts/hosts.ts';
import { macOf } from './frames.ts';

/** SYNs from one host to a port of another, about two a millisecond, until it is stopped. */
export async function startStream(from: Host, to: Host, port: number): Promise<Child> {
  const program = fileURLToPath(new URL('./stream-send.js', import.meta.url));
  const child = from.start([process.execPath, program, macOf(to), from.ipv4, to.ipv4, `${port}`]);
  await child.waitFor('sending');
  return child;
}
