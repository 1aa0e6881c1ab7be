import { type Decode, linkDecoder } from '../link.ts';

/** An interface that a pcapng file describes. */
export interface FileInterface {
  readonly linkType: number;
  /** Undefined where the link type is not known here. */
  readonly decode: Decode | undefined;
  /** Most bytes captured of a packet, 0 for no limit. */
  readonly snapLength: number;
  /** Milliseconds since the epoch of a time that its blocks have. */
  milliseconds(high: number, low: number): number;
}

/** Options of an Interface Description Block (draft-ietf-opsawg-pcapng, 4.2). */
const endOfOptions = 0;
const resolution = 9;
const offset = 14;

/** Reads an Interface Description Block's body: u16 link type, u16, u32 snap length, options. */
export function interfaceAt(bytes: DataView, start: number, end: number, little: boolean): FileInterface {
  const linkType = bytes.getUint16(start, little);
  let [perSecond, offsetSeconds] = [1e6, 0];
  eachOption(bytes, start + 8, end, little, (code, at, length) => {
    if (code === resolution && length >= 1) perSecond = unitsPerSecond(bytes.getUint8(at));
    else if (code === offset && length >= 8) offsetSeconds = Number(bytes.getBigInt64(at, little));
  });
  return {
    linkType,
    decode: linkDecoder(linkType),
    snapLength: bytes.getUint32(start + 4, little),
    milliseconds: (high, low) =>
      inMilliseconds(high * 2 ** 32 + low, perSecond) + (offsetSeconds === 0 ? 0 : offsetSeconds * 1000),
  };
}

/** The highest bit says whether it is a power of 2, else it is one of 10. */
const unitsPerSecond = (byte: number): number => (byte & 0x80 ? 2 : 10) ** (byte & 0x7f);

/** Divides or multiplies by a whole number, so that microseconds come out exact. */
const inMilliseconds = (units: number, perSecond: number): number =>
  perSecond >= 1000 ? units / (perSecond / 1000) : units * (1000 / perSecond);

/** Options are u16 code, u16 length, data padded to 4. What is cut short ends the walk. */
function eachOption(
  bytes: DataView,
  start: number,
  end: number,
  little: boolean,
  onOption: (code: number, at: number, length: number) => void,
): void {
  for (let at = start; at + 4 <= end; ) {
    const code = bytes.getUint16(at, little);
    const length = bytes.getUint16(at + 2, little);
    if (code === endOfOptions || at + 4 + length > end) return;
    onOption(code, at + 4, length);
    at += 4 + ((length + 3) & ~3);
  }
}
