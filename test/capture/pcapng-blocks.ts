/** Blocks of a pcapng file for the tests, in either byte order (draft-ietf-opsawg-pcapng). */
export interface Order {
  readonly little: boolean;
}

/** Words of 4 bytes, then bytes padded to 4, in a block. */
export function block(
  type: number,
  words: readonly number[],
  data: Uint8Array,
  { little }: Order,
): Uint8Array {
  const padded = (data.length + 3) & ~3;
  const length = 12 + 4 * words.length + padded;
  const view = new DataView(new ArrayBuffer(length));
  for (const [i, word] of [type, length, ...words].entries()) view.setUint32(4 * i, word, little);
  new Uint8Array(view.buffer).set(data, 8 + 4 * words.length);
  view.setUint32(length - 4, length, little);
  return new Uint8Array(view.buffer);
}

const nothing = new Uint8Array(0);

export const section = (order: Order): Uint8Array =>
  block(0x0a0d0d0a, [0x1a2b3c4d, order.little ? 1 : 0x1_0000, 0xffffffff, 0xffffffff], nothing, order);

/** `resolution` as if_tsresol has it, and `offset` in seconds. */
export function interfaceBlock(
  order: Order,
  linkType: number,
  { resolution, offset, snap = 0 }: { resolution?: number; offset?: number; snap?: number } = {},
): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 8 + 12 + 4));
  let at = 4;
  view.setUint16(0, linkType, order.little);
  const option = (code: number, length: number): void => {
    view.setUint16(at, code, order.little);
    view.setUint16(at + 2, length, order.little);
    at += 4;
  };
  if (resolution !== undefined) {
    option(9, 1);
    view.setUint8(at, resolution);
    at += 4;
  }
  if (offset !== undefined) {
    option(14, 8);
    view.setBigInt64(at, BigInt(offset), order.little);
    at += 8;
  }
  const bytes = new Uint8Array(view.buffer, 0, at);
  const [type, snapAndOptions] = [bytes.slice(0, 4), bytes.slice(4)];
  const snapWord = new DataView(new ArrayBuffer(4));
  snapWord.setUint32(0, snap, order.little);
  const body = Uint8Array.from([...type, ...new Uint8Array(snapWord.buffer), ...snapAndOptions]);
  return block(1, [], body, order);
}

/** An Enhanced Packet Block: `units` of the interface's resolution since 1970. */
export const enhanced = (
  order: Order,
  id: number,
  units: bigint,
  packet: Uint8Array,
  original = packet.length,
): Uint8Array =>
  block(6, [id, Number(units >> 32n), Number(units & 0xffffffffn), packet.length, original], packet, order);

export const simple = (order: Order, packet: Uint8Array, original = packet.length): Uint8Array =>
  block(3, [original], packet, order);

export const joined = (...blocks: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(blocks));
