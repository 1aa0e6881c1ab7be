/**
 * A service with the choices that Node does not leave: `raw-service.js tcp|mptcp|udp ADDRESS PORT [reuse] [unbound] [later]`.
 * Without `reuse` it sets no SO_REUSEADDR; `unbound` listens without a bind; `later` listens at SIGUSR1. It prints `bound`,
 * `open PORT`, and `took ADDRESS` for each client, or the errno's name, with which it ends.
 */
import { formatAddress, parseAddress } from '../../../../src/net/address.ts';
import { decodeSockaddr, encodeSockaddr } from '../../../../src/sentry/sockets/sockaddr.ts';
import * as abi from '../../../../src/sys/abi.ts';
import * as libc from '../../../../src/sys/libc.ts';

const [kind = '', text = '', port = '', ...words] = process.argv.slice(2);
const IPPROTO_MPTCP = 262;
const family = text.includes(':') ? abi.AF_INET6 : abi.AF_INET;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function must(name: string, result: number): number {
  if (result >= 0) return result;
  say(`${name}: ${libc.errnoName()}`);
  process.exit(1);
}

const type = (kind === 'udp' ? abi.SOCK_DGRAM : abi.SOCK_STREAM) | abi.SOCK_NONBLOCK;
const fd = must('socket', libc.socket(family, type, kind === 'mptcp' ? IPPROTO_MPTCP : 0));
if (words.includes('reuse'))
  must('SO_REUSEADDR', libc.setsockopt(fd, abi.SOL_SOCKET, abi.SO_REUSEADDR, new Int32Array([1]), 4));
const place = { address: parseAddress(text) ?? ([0, 0, 0, 0] as const), port: Number(port), scope: 0 };
if (!words.includes('unbound')) {
  const address = encodeSockaddr(place, family);
  must('bind', libc.bind(fd, address, address.byteLength));
  say('bound');
}
if (words.includes('later')) process.once('SIGUSR1', serve);
else serve();
process.on('SIGTERM', () => process.exit());
setInterval(() => {}, 1 << 30);

function serve(): void {
  if (kind !== 'udp') must('listen', libc.listen(fd, 511));
  const own = new DataView(new ArrayBuffer(128));
  must('getsockname', libc.getsockname(fd, own, new Uint32Array([128])));
  say(`open ${own.getUint16(2)}`);
  libc.onReadable(fd, kind === 'udp' ? receive : accept);
}

const peer = new DataView(new ArrayBuffer(128));

/** Resets what it has taken: a TIME_WAIT of its own would be in its own way. */
function accept(): void {
  const connection = libc.accept4(fd, peer, new Uint32Array([128]), 0);
  if (connection < 0) return;
  say(`took ${formatAddress(decodeSockaddr(peer))}`);
  libc.setsockopt(connection, abi.SOL_SOCKET, abi.SO_LINGER, new Int32Array([1, 0]), 8);
  libc.close(connection);
}

function receive(): void {
  const content = new Uint8Array(64);
  const size = Number(libc.recv(fd, content, content.length, 0));
  if (size >= 0) say(`took ${Buffer.from(content.subarray(0, size)).toString('latin1')}`);
}
