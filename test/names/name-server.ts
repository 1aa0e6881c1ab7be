import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { parseAddress } from '../../src/net/address.ts';

/**
 * What a name has. `silent`: there is no reply. `cut`: over UDP nothing but the word that it was cut, `cut for good`: nothing over
 * TCP either. `alias`: a CNAME record and no address. Any other word is an RCODE of RFC 1035, such as 2 (SERVFAIL).
 */
export type Has =
  | readonly string[]
  | 'silent'
  | 'cut for good'
  | { readonly cut: readonly string[] }
  | Alias
  | number;
interface Alias {
  readonly alias: string;
}
export type Zone = (name: string) => Has | undefined;

/** A real name server, over UDP and TCP (RFC 1035, RFC 7766). */
interface NameServer {
  readonly port: number;
  close(): void;
}

/** `zone` is asked for each question. Of a name that it does not know it says NXDOMAIN. */
export async function startNameServer(zone: Zone, port = 0, address = '127.0.0.1'): Promise<NameServer> {
  const tcp = createServer(socket => serve(socket, zone)).listen(port, address);
  await once(tcp, 'listening');
  const bound = tcp.address();
  const number = typeof bound === 'object' && bound !== null ? bound.port : port;
  const udp = createSocket('udp4', (query, from) => {
    const reply = replyTo(query, zone, true);
    if (reply !== undefined) udp.send(reply, from.port, from.address);
  }).bind(number, address);
  await once(udp, 'listening');
  return {
    port: number,
    close: () => {
      udp.close();
      tcp.close();
    },
  };
}

/** Resolvers that ask one, each a new one. */
export async function resolversOf(t: TestContext, zone: Zone, timeout = 60_000): Promise<() => Resolver> {
  const server = await startNameServer(zone);
  t.after(() => server.close());
  return () => {
    const resolver = new Resolver({ timeout, tries: 1 });
    resolver.setServers([`127.0.0.1:${server.port}`]);
    return resolver;
  };
}

function serve(socket: Socket, zone: Zone): void {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', chunk => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const end = 2 + bytes.readUInt16BE(0);
      const reply = replyTo(bytes.subarray(2, end), zone, false);
      bytes = bytes.subarray(end);
      if (reply === undefined) continue;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.write(Buffer.concat([length, reply]));
    }
  });
}

function replyTo(query: Buffer, zone: Zone, isDatagram: boolean): Buffer | undefined {
  const { name, type, question } = questionIn(query);
  const has = zone(name);
  if (has === 'silent' || (has === 'cut for good' && !isDatagram)) return undefined;
  const reply = (code: number, records: readonly Buffer[], cut = false): Buffer => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(query.readUInt16BE(0), 0);
    head.writeUInt16BE((cut ? 0x8380 : 0x8180) | code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    return Buffer.concat([head, question, ...records]);
  };
  if (has === undefined) return reply(3, []);
  if (typeof has === 'number') return reply(has, []);
  if (has === 'cut for good' || ('cut' in has && isDatagram)) return reply(0, [], true);
  if ('alias' in has) return reply(0, [recordOf(5, encoded(has.alias))]);
  const addresses = 'cut' in has ? has.cut : has;
  const found = addresses.filter(text => text.includes(':') === (type === 28));
  return reply(
    0,
    found.map(text => recordOf(type, bytesOf(text))),
  );
}

function questionIn(query: Buffer): { name: string; type: number; question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: query.readUInt16BE(at + 1),
    question: query.subarray(12, at + 5),
  };
}

const encoded = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map(label => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    Buffer.alloc(1),
  ]);

function bytesOf(text: string): Buffer {
  const words = parseAddress(text) ?? [0, 0, 0, 0];
  const bytes = Buffer.alloc(16);
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at);
  return text.includes(':') ? bytes : bytes.subarray(12);
}

/** Of the name of the question, a minute to live. */
function recordOf(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
