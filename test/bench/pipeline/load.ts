import { closeSync, openSync, writeSync } from 'node:fs';

/** `random`: every SYN has a source of its own, as a forger sends them; `scanners`: a thousand hosts that scan all ports. */
export const loads = ['random', 'scanners'] as const;
export type Load = (typeof loads)[number];

/** Milliseconds since the epoch of the first packet, and packets a millisecond. */
export const firstTime = 1_800_000_000_000;
export const pace = 100;
export const target = 0xc0000201;

/** What tells a packet from others. */
export interface Sent {
  readonly source: number;
  readonly port: number;
}

/** The source and the port of the packet of a number; the same in every run. Ports are below 1024. */
export function packetOf(load: Load, i: number): Sent {
  const mixed = mix(i);
  if (load === 'random') return { source: publicOf(mixed), port: 1 + (mix(mixed) % 1023) };
  return { source: publicOf(mix(i % 1_000)), port: 1 + (Math.floor(i / 1_000) % 1023) };
}

/** From 1.0.0.0 to 223.255.255.255: what is nobody's is no probe. */
const publicOf = (word: number): number => 0x01000000 + (word % 0xdf000000);

/** A permutation of 32 bits (the finalizer of MurmurHash3), so that no two numbers have one source. */
function mix(i: number): number {
  let word = i | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

const link = 14;
const record = 16 + link + 40;

/** Writes so many SYNs, from a number on, as a pcap of Ethernet frames, with times in nanoseconds. */
export function writeCapture(path: string, load: Load, count: number, from = { first: 0, pace }): void {
  const file = openSync(path, 'w');
  const head = new DataView(new ArrayBuffer(24));
  head.setUint32(0, 0xa1b23c4d, true);
  head.setUint16(4, 2, true);
  head.setUint16(6, 4, true);
  head.setUint32(16, 65_535, true);
  head.setUint32(20, 1, true);
  writeSync(file, head);
  const most = 10_000;
  for (let written = 0; written < count; written += most) {
    const frames = Math.min(most, count - written);
    const bytes = new DataView(new ArrayBuffer(frames * record));
    for (let i = 0; i < frames; i++)
      writeRecord(
        bytes,
        i * record,
        packetOf(load, from.first + written + i),
        (from.first + written + i) / from.pace,
      );
    writeSync(file, bytes);
  }
  closeSync(file);
}

/** @param after milliseconds after the first packet */
function writeRecord(bytes: DataView, at: number, packet: Sent, after: number): void {
  const { source, port } = packet;
  const time = firstTime + after;
  bytes.setUint32(at, Math.floor(time / 1000), true);
  bytes.setUint32(at + 4, Math.round((time % 1000) * 1e6), true);
  bytes.setUint32(at + 8, record - 16, true);
  bytes.setUint32(at + 12, record - 16, true);
  const ip = at + 16 + link;
  bytes.setUint16(ip - 2, 0x0800);
  bytes.setUint8(ip, 0x45);
  bytes.setUint16(ip + 2, 40);
  bytes.setUint8(ip + 8, 64);
  bytes.setUint8(ip + 9, 6);
  bytes.setUint32(ip + 12, source);
  bytes.setUint32(ip + 16, target);
  const tcp = ip + 20;
  bytes.setUint16(tcp, 40_000 + (source % 20_000));
  bytes.setUint16(tcp + 2, port);
  bytes.setUint8(tcp + 12, 0x50);
  bytes.setUint8(tcp + 13, 0x02);
}
