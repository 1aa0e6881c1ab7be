import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** What a name has: names for PTR (type 12), else the bytes of an address for A (1) or AAAA (28). */
export type Zone = Readonly<
  Record<string, { readonly names?: readonly string[]; readonly addresses?: readonly (readonly number[])[] }>
>;

/** A resolver that asks a real name server of the test's own (RFC 1035), which knows this zone and nothing else. */
export async function resolverOf(t: TestContext, zone: Zone): Promise<Resolver> {
  const server = createSocket('udp4', (query, from) =>
    server.send(replyTo(query, zone), from.port, from.address),
  );
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  return resolver;
}

function replyTo(query: Buffer, zone: Zone): Buffer {
  const [labels, end]: [string[], number] = [[], 12];
  let at = end;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const question = query.subarray(12, at + 5);
  const type = query.readUInt16BE(at + 1);
  const { names = [], addresses = [] } = zone[labels.join('.')] ?? {};
  const size = type === 1 ? 4 : 16;
  const data =
    type === 12
      ? names.map(encoded)
      : addresses.filter(({ length }) => length === size).map(bytes => Buffer.from(bytes));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(query.readUInt16BE(0), 0);
  head.writeUInt16BE(data.length > 0 ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 6);
  return Buffer.concat([head, question, ...data.flatMap(bytes => [answerHead(type, bytes.length), bytes])]);
}

const encoded = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);

/** The name of the question, a minute to live. */
function answerHead(type: number, length: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(length, 10);
  return head;
}
