import type { Watch } from '../../src/capture/filter/watch.ts';
import type { PortRange } from '../../src/net/ports.ts';

/**
 * The slow and obvious answer to "may this packet be a probe of a watched port?", or, of one that leaves, "may it be a
 * question or an answer from a watched port?", written from the RFCs and not from the decoder: bytes are an array, the
 * chain of headers is unrolled into a list first.
 */
export function mayPass(
  watch: Watch,
  etherType: number,
  bytes: readonly number[],
  leaves = false,
): boolean | 'deep' {
  const found =
    etherType === 0x0800 ? layersIPv4(bytes) : etherType === 0x86dd ? layersIPv6(bytes) : undefined;
  if (found === undefined) return false;
  const { protocol, promised, captured, isFragment, depth } = found;
  if (depth > 4) return leaves ? false : 'deep';
  if (promised < 8 || captured.length < 8) return false;
  if (leaves) return mayLeave(watch, found);
  const port = word(captured, 2);
  if (protocol === 17) return holds(watch.udp, port);
  if (protocol !== 6) return false;
  const isWatched = holds(watch.tcp, port);
  if (promised < 14) return isFragment && isWatched;
  const flags = captured[13];
  if (flags === undefined) return false;
  const names = namesOf(flags);
  if (names.includes('R')) return false;
  if (names.includes('A')) return (names === 'A' || names === 'FA') && holds(watch.late, port);
  return isWatched;
}

/** A SYN or SYN-ACK, or a datagram, and nothing else. */
function mayLeave(watch: Watch, { protocol, promised, captured }: Layers): boolean {
  const port = word(captured, 0);
  if (protocol === 17) return holds(watch.udp, port);
  if (protocol !== 6 || promised < 14 || captured.length < 14) return false;
  const names = namesOf(captured[13] ?? 0);
  return (names === 'S' || names === 'SA') && holds(watch.tcp, port);
}

/** The six old flags, lowest first. */
const namesOf = (flags: number): string =>
  ['F', 'S', 'R', 'P', 'A', 'U'].filter((_, bit) => (flags >> bit) % 2 === 1).join('');

interface Layers {
  protocol: number;
  promised: number;
  captured: readonly number[];
  isFragment: boolean;
  depth: number;
}

const word = (bytes: readonly number[], at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
const holds = (ranges: readonly PortRange[], port: number): boolean =>
  ranges.some(([first, last]) => first <= port && port <= last);

function layersIPv4(bytes: readonly number[]): Layers | undefined {
  const [first = 0] = bytes;
  const header = (first % 16) * 4;
  if (bytes.length < 20 || Math.floor(first / 16) !== 4 || header < 20) return undefined;
  if (word(bytes, 6) % 0x2000 !== 0) return undefined;
  const isFragment = Math.floor(word(bytes, 6) / 0x2000) % 2 === 1;
  const promised = word(bytes, 2) - header;
  return { protocol: bytes[9] ?? 0, promised, captured: bytes.slice(header), isFragment, depth: 0 };
}

function layersIPv6(bytes: readonly number[]): Layers | undefined {
  if (bytes.length < 40 || Math.floor((bytes[0] ?? 0) / 16) !== 6) return undefined;
  let [protocol = 0, at, depth, isFragment] = [bytes[6], 40, 0, false];
  while ([0, 43, 44, 60].includes(protocol)) {
    depth++;
    if (depth > 4) break;
    if (bytes.length < at + 8) return undefined;
    if (protocol === 44 && Math.floor(word(bytes, at + 2) / 8) !== 0) return undefined;
    if (protocol === 44 && (bytes[at + 3] ?? 0) % 2 === 1) isFragment = true;
    const length = protocol === 44 ? 8 : ((bytes[at + 1] ?? 0) + 1) * 8;
    protocol = bytes[at] ?? 0;
    at += length;
  }
  return { protocol, promised: word(bytes, 4) + 40 - at, captured: bytes.slice(at), isFragment, depth };
}
