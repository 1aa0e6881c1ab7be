/** Attributes as netlink(7) has them: u16 length, u16 type, data, padded to 4. */
export type Attribute = readonly [type: number, data: readonly number[]];

export const attributes = (...all: Attribute[]): number[] =>
  all.flatMap(([type, data]) => {
    const length = 4 + data.length;
    const padding = new Array<number>((4 - (length % 4)) % 4).fill(0);
    return [length & 255, length >> 8, type & 255, type >> 8, ...data, ...padding];
  });

export const word = (value: number): number[] => [
  value & 255,
  (value >> 8) & 255,
  (value >> 16) & 255,
  value >>> 24,
];

export const viewOf = (bytes: readonly number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);
