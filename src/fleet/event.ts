import { type Address, formatAddress, parseAddress } from '../net/address.ts';
import { isObject } from '../util/json.ts';

/** What one host tells the others: that a source has finished a handshake with it, on a port that nobody has a reason to touch. */
export interface FleetEvent {
  /** Milliseconds since the epoch, by the clock of the host that tells. */
  readonly time: number;
  readonly source: Address;
  readonly port: number;
  /** What the source did there so far within its window. */
  readonly hits: number;
  readonly ports: number;
}

/** Bytes of a message, at most. */
export const mostBytes = 512;

const version = 1;

/** Where all of it is said, this is what it is. Nothing in it is text of the source's. */
export const formatEvent = ({ time, source, port, hits, ports }: FleetEvent): string =>
  JSON.stringify({
    v: version,
    t: time,
    src: formatAddress(source),
    proto: 'tcp',
    dport: port,
    kind: 'connect',
    hits,
    ports,
  });

/** What a host tells that only wants to see whether it is heard. */
export const formatCheck = (time: number): string => JSON.stringify({ v: 0, t: time });

/** Why a message tells nothing: it is none, or none that this version knows, or it was to be heard and no more. */
export type Unread = 'damaged' | 'unknown' | 'check';

/** Reads a message that anybody may have written; never throws. */
export function parseEvent(bytes: Uint8Array): FleetEvent | Unread {
  const value = parseJson(bytes);
  if (!isObject(value) || !isWhole(value['v'], Number.MAX_SAFE_INTEGER)) return 'damaged';
  if (value['v'] !== version) return value['v'] === 0 ? 'check' : 'unknown';
  const source = typeof value['src'] === 'string' ? parseAddress(value['src']) : undefined;
  const { t: time, dport: port, hits, ports } = value;
  const isOurs = value['proto'] === 'tcp' && value['kind'] === 'connect' && Object.keys(value).length === 8;
  if (source === undefined || !isOurs || !isWhole(time, latest) || !isWhole(port, 65_535)) return 'damaged';
  if (!isWhole(hits, Number.MAX_SAFE_INTEGER) || !isWhole(ports, 65_536)) return 'damaged';
  return { time, source, port, hits, ports };
}

/** The last moment that a Date can hold. */
const latest = 8.64e15;

const isWhole = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;

/** The value in a message of the allowed length; undefined for what is none, or no UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > mostBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
