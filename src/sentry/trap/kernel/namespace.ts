import { closeSync, openSync, statSync } from 'node:fs';
import { AF_INET, SO_NETNS_COOKIE, SOCK_CLOEXEC, SOCK_DGRAM, SOL_SOCKET } from '../../../sys/abi.ts';
import { close, getsockopt, ok, socket } from '../../../sys/libc.ts';

/** The network namespace of this process: /proc/self/ns/net of namespaces(7). */
const path = '/proc/self/ns/net';

/** Its number, which all processes in it see. */
export const namespaceInode = (): number => statSync(path).ino;

/** Hands over a descriptor of it, for as long as `use` runs. */
export function withNamespace<T>(use: (fd: number) => T): T {
  const fd = openSync(path, 'r');
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** What bpf_get_netns_cookie says of its sockets. Throws SystemError (ENOPROTOOPT) before Linux 5.14. */
export function namespaceCookie(): bigint {
  const fd = ok('socket', socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    const [cookie, size] = [new BigUint64Array(1), new Uint32Array([8])];
    ok('SO_NETNS_COOKIE', getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, size));
    return cookie[0] ?? 0n;
  } finally {
    close(fd);
  }
}
