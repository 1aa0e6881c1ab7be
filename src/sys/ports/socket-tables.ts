import { readFileSync } from 'node:fs';
import type { SocketEntry, Transport, Words } from '../netlink/inet-diag.ts';

/** One row of a text table, with its TCP state (7 for an unconnected UDP socket). */
export interface TableRow extends SocketEntry {
  readonly state: number;
}

/**
 * Every socket of the kernel's text tables, from proc_net_tcp(5) and its siblings. Reads all of them: 200 ms with 50,000
 * connections, so this is for kernels without sock_diag(7) only.
 */
export function readSocketTables(protocol: Transport): TableRow[] {
  return [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].flatMap(path =>
    parseSocketTable(readTable(path)),
  );
}

/** Reads one table's text; lines that are none of its rows are skipped. */
export function parseSocketTable(text: string): TableRow[] {
  return text.split('\n').flatMap(line => {
    const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
    const here = placeOf(local);
    const there = placeOf(remote);
    if (here === undefined || there === undefined) return [];
    const [address, port] = here;
    const [peer, peerPort] = there;
    // The table does not say whether :: takes IPv4 too.
    const v6only = local.length <= 13 ? false : undefined;
    return [{ address, port, peer, peerPort, v6only, state: Number.parseInt(state, 16) }];
  });
}

/** "0100007F:0016": each word of the address as this machine reads its network-order bytes. */
function placeOf(text: string): [Words, number] | undefined {
  const match = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(text);
  if (match === null) return undefined;
  const [, hex = '', port = ''] = match;
  const word = (i: number): number => swapped(Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16));
  const address: Words = hex.length === 8 ? [0, 0, 0xffff, word(0)] : [word(0), word(1), word(2), word(3)];
  return [address, Number.parseInt(port, 16)];
}

/** Little-endian is all that `isSupported` lets through. */
const swapped = (word: number): number =>
  ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0;

function readTable(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // A kernel without IPv6 has no table for it, and so no port in use there.
    return '';
  }
}
