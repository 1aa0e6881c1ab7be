import { etherTypeIPv4, etherTypeIPv6 } from './numbers.ts';

/** PPP's numbers for IPv4 and IPv6 (IANA, "PPP DLL Protocol Numbers"); everything else is the line's own business. */
const etherTypes: ReadonlyMap<number, number> = new Map([
  [0x0021, etherTypeIPv4],
  [0x0057, etherTypeIPv6],
]);

/** Address and control of HDLC-like framing (RFC 1662, 3.1). */
const framing = 0xff03;
/** Version and type 1, code 0: session data; then session and length (RFC 2516, 4 and 6). */
const sessionData = 0x1100;
const headerPppoe = 6;

/** What follows: the EtherType it would have on Ethernet and where it begins; undefined for what is no IP. */
export interface Inner {
  readonly etherType: number;
  readonly start: number;
}

/** Reads a PPP header, with the address and control bytes before it or without. */
export function insidePpp(bytes: DataView, start: number, end: number): Inner | undefined {
  const at = start + 2 <= end && bytes.getUint16(start) === framing ? start + 2 : start;
  if (at + 2 > end) return undefined;
  // A compressed protocol has one byte, which is odd (RFC 1661, 6.5).
  const isShort = (bytes.getUint8(at) & 1) === 1;
  const etherType = etherTypes.get(isShort ? bytes.getUint8(at) : bytes.getUint16(at));
  return etherType === undefined ? undefined : { etherType, start: at + (isShort ? 1 : 2) };
}

/** Reads the header of a PPPoE session and the PPP header behind it. */
export function insidePppoe(bytes: DataView, start: number, end: number): Inner | undefined {
  if (start + headerPppoe > end || bytes.getUint16(start) !== sessionData) return undefined;
  return insidePpp(bytes, start + headerPppoe, end);
}
