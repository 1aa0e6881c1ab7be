import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Transport } from './inet-diag.ts';
import { isSentry } from './sentry-process.ts';

/**
 * The ports that listening TCP sockets or UDP sockets of other programs hold; a running sentry's own are no others. Whose
 * a socket is shows /proc/PID/fd, to root only: for anybody else the sentry of another user is another program too.
 */
export function portsOfOthers(protocol: Transport): number[] {
  const own = sentrySockets();
  const ports = [protocol, `${protocol}6`].flatMap(table =>
    parseHolders(read(`/proc/net/${table}`), protocol)
      .filter(({ inode }) => !own.has(inode))
      .map(({ port }) => port),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

interface Holder {
  readonly port: number;
  readonly inode: string;
}

const listening = '0A';

/** The sockets of a table as proc_net_tcp(5) has it: local address second, state fourth, inode tenth. */
export function parseHolders(text: string, protocol: Transport): Holder[] {
  return text.split('\n').flatMap(line => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const port = /^[0-9A-F]+:([0-9A-F]{4})$/.exec(local)?.[1];
    if (port === undefined || inode === undefined || (protocol === 'tcp' && state !== listening)) return [];
    return [{ port: Number.parseInt(port, 16), inode }];
  });
}

function sentrySockets(): Set<string> {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const sentries = pids.filter(pid => isSentry(read(`/proc/${pid}/cmdline`).split('\0')));
  return new Set(sentries.flatMap(socketsOf));
}

function socketsOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap(fd => /^socket:\[(\d+)\]$/.exec(link(`${folder}/${fd}`))?.[1] ?? []);
  } catch {
    // It has ended, or is another user's.
    return [];
  }
}

const link = (path: string): string => attempt(() => readlinkSync(path));
const read = (path: string): string => attempt(() => readFileSync(path, 'utf8'));

/** A process may end at any moment, and a kernel without IPv6 has no table for it. */
function attempt(what: () => string): string {
  try {
    return what();
  } catch {
    return '';
  }
}
