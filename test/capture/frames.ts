import { createPacket, type Packet } from '../../src/capture/packet.ts';
import { formatAddress } from '../../src/net/address.ts';

/** Packets for the tests, built byte by byte; the defaults make a plain SYN to port 23. */
export interface Shape {
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly port?: number;
  readonly flags?: number;
  /** Bytes of transport header and data. */
  readonly size?: number;
  /** What stands behind the 20 bytes of TCP's header, or the 8 of UDP's, in place of zeros. */
  readonly payload?: readonly number[];
  /** Words of TCP's header, options included: 5 to 15. */
  readonly words?: number;
  /** The IPv4 fragment word: 0x2000 more follow, 0x1fff offset. */
  readonly fragment?: number;
  /** Words of IPv4 options, 0 to 10. */
  readonly options?: number;
  /** IPv6 extension headers in their order: kind, length byte, and for a fragment header its word. */
  readonly chain?: readonly { readonly kind: number; readonly length: number; readonly word?: number }[];
  /** Zeros after the packet, as Ethernet pads a short frame. */
  readonly padding?: number;
}

const SYN = 0x02;
export const ipv4Type = 0x0800;
export const ipv6Type = 0x86dd;

const headerOf = (protocol: number): number => (protocol === 6 ? 20 : 8);

/** Bytes of transport header and data that a shape has. */
export const sizeOf = ({ protocol = 6, size = 20, payload }: Shape): number =>
  payload === undefined ? size : headerOf(protocol) + payload.length;

function transport(shape: Shape): number[] {
  const { protocol = 6, sourcePort = 40000, port = 23, flags = SYN, payload = [], words = 5 } = shape;
  const size = sizeOf(shape);
  const bytes = new Array<number>(Math.max(size, 20)).fill(0);
  bytes.splice(0, 4, sourcePort >> 8, sourcePort & 255, port >> 8, port & 255);
  if (protocol === 6) bytes.splice(12, 2, words << 4, flags);
  else bytes.splice(4, 2, size >> 8, size & 255);
  bytes.splice(headerOf(protocol), payload.length, ...payload);
  return bytes.slice(0, size);
}

export function ipv4(shape: Shape = {}): Uint8Array {
  const { protocol = 6, fragment = 0, options = 0, padding = 0 } = shape;
  const body = transport(shape);
  const header = 20 + 4 * options;
  const total = header + body.length;
  const head = [
    0x45 + options,
    0,
    total >> 8,
    total & 255,
    0,
    1,
    fragment >> 8,
    fragment & 255,
    64,
    protocol,
  ];
  const addresses = [0, 0, 192, 0, 2, 1, 198, 51, 100, 7];
  const zeros = new Array<number>(4 * options).fill(1);
  return Uint8Array.from([...head, ...addresses, ...zeros, ...body, ...new Array<number>(padding).fill(0)]);
}

export function ipv6(shape: Shape = {}): Uint8Array {
  const { protocol = 6, chain = [], padding = 0 } = shape;
  const kinds = [...chain.map(item => item.kind), protocol];
  const headers = chain.flatMap(({ kind, length, word = 0 }, i) => {
    const rest = kind === 44 ? 6 : 8 * (length + 1) - 2;
    const bytes = [kinds[i + 1] ?? 0, length, ...new Array<number>(rest).fill(0)];
    if (kind === 44) bytes.splice(2, 2, word >> 8, word & 255);
    return bytes;
  });
  const body = [...headers, ...transport(shape)];
  const head = [0x60, 0, 0, 0, body.length >> 8, body.length & 255, kinds[0] ?? 0, 64];
  const address = (last: number): number[] => [0x20, 1, 0x0d, 0xb8, ...new Array<number>(11).fill(0), last];
  const padded = new Array<number>(padding).fill(0);
  return Uint8Array.from([...head, ...address(1), ...address(7), ...body, ...padded]);
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What a callback has to take out of a packet before the next one overwrites it. */
export const shown = (packet: Packet) => ({
  ...packet,
  source: formatAddress(packet.source),
  target: formatAddress(packet.target),
});

export const blank = createPacket;
