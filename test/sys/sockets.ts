import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrIn } from '../../src/sys/abi.ts';
import * as libc from '../../src/sys/libc.ts';
import type { Arrival, Words } from '../../src/sys/netlink/inet-diag.ts';

export const ipv4 = (a: number, b: number, c: number, d: number): Words => [
  0,
  0,
  0xffff,
  ((a << 24) | (b << 16) | (c << 8) | d) >>> 0,
];
export const localhost = ipv4(127, 0, 0, 1);
export const localhost6: Words = [0, 0, 0, 1];

/** A packet from a stranger to this host's own address. */
export const arrival = (port: number, fields: Partial<Arrival> = {}): Arrival => ({
  target: localhost,
  port,
  source: ipv4(203, 0, 113, 7),
  sourcePort: 40_000,
  device: 0,
  ...fields,
});

/** A TCP service on a port of the kernel's choice; every address of both families unless told otherwise. */
export async function listening({
  allowHalfOpen = false,
  ...options
}: {
  host?: string;
  ipv6Only?: boolean;
  port?: number;
  allowHalfOpen?: boolean;
} = {}): Promise<{
  server: Server;
  port: number;
}> {
  const server = createServer({ allowHalfOpen }, socket => socket.on('error', () => {})).listen({
    port: 0,
    ...options,
  });
  await once(server, 'listening');
  const place = server.address();
  assert.ok(typeof place === 'object' && place !== null);
  return { server, port: place.port };
}

/** A bound UDP socket on a port of the kernel's choice. */
export async function bound(
  host: string,
  family: 'udp4' | 'udp6' = 'udp4',
): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(family);
  socket.bind(0, host);
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

/** Closes a server or a socket and waits until the kernel knows. */
export async function closed(holder: Server | Socket): Promise<void> {
  holder.close();
  await once(holder, 'close');
}

/** A UDP socket with a datagram that nobody takes: readable for ever. */
export function readableSocket(): number {
  const fd = libc.ok('socket', libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  const place = new DataView(new ArrayBuffer(sockaddrIn.size));
  place.setUint16(sockaddrIn.family, AF_INET, true);
  place.setUint32(sockaddrIn.address, 0x7f000001);
  libc.ok('bind', libc.bind(fd, place, place.byteLength));
  libc.ok('getsockname', libc.getsockname(fd, place, new Uint32Array([place.byteLength])));
  const sender = createSocket('udp4');
  sender.send('x', place.getUint16(sockaddrIn.port), '127.0.0.1', () => sender.close());
  return fd;
}
