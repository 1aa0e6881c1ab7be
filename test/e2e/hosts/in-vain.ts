import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Of proc_net_tcp(5): `local_address`, `st` and `retrnsmt`, by their place in a row. */
const [local, state, sentAgain] = [1, 3, 6];
const synSent = 2;

/**
 * Whether the kernel has sent in vain what a TCP connection has to say: the SYN once more, or what was written twice more
 * (once may be for an acknowledgement that was late). On one machine a packet is answered at once or never: this is what a
 * firewall that drops looks like, and no measure of how fast anything is.
 */
export function isInVain(socket: Socket): boolean {
  const row = rowOf(socket.localPort);
  if (row === undefined) return false;
  const again = Number.parseInt(row[sentAgain] ?? '', 16);
  return again >= (Number.parseInt(row[state] ?? '', 16) === synSent ? 1 : 2);
}

function rowOf(port: number | undefined): string[] | undefined {
  if (port === undefined) return undefined;
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6']
    .flatMap(name => readFileSync(`/proc/net/${name}`, 'latin1').split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .find(row => row[local]?.endsWith(ending));
}
