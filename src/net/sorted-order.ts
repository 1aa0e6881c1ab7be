import { piecesPerStep, type Steps } from '../util/steps.ts';

/**
 * The numbers of the rows in ascending order of what stands in them; equal rows keep their order. A radix sort by bytes:
 * it takes as long for rows that an enemy chose.
 * @param rows `width` words to a row, of which the first `size` are compared, the heaviest first
 */
export function* sortedOrder(rows: Uint32Array, width: number, size: number): Steps<Uint32Array> {
  const count = rows.length / width;
  let order = new Uint32Array(count);
  let other = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  for (let word = size - 1; word >= 0; word--) {
    for (let shift = 0; shift < 32; shift += 8) {
      const byteOf = (row: number): number => ((rows[row * width + word] ?? 0) >>> shift) & 255;
      const places = yield* placesOf(order, byteOf);
      if (places === undefined) continue;
      yield* place(order, other, places, byteOf);
      [order, other] = [other, order];
    }
  }
  return order;
}

/** Where the rows with each byte begin; undefined when all have the same one. */
function* placesOf(order: Uint32Array, byteOf: (row: number) => number): Steps<Uint32Array | undefined> {
  const places = new Uint32Array(256);
  for (let row = 0; row < order.length; row++) {
    const byte = byteOf(row);
    places[byte] = (places[byte] ?? 0) + 1;
    if (row % rowsPerStep === rowsPerStep - 1) yield;
  }
  if (places.includes(order.length)) return undefined;
  let next = 0;
  for (const [byte, count] of places.entries()) {
    places[byte] = next;
    next += count;
  }
  return places;
}

function* place(
  from: Uint32Array,
  to: Uint32Array,
  places: Uint32Array,
  byteOf: (row: number) => number,
): Steps<void> {
  for (let at = 0; at < from.length; at++) {
    const row = from[at] ?? 0;
    const byte = byteOf(row);
    const target = places[byte] ?? 0;
    to[target] = row;
    places[byte] = target + 1;
    if (at % rowsPerStep === rowsPerStep - 1) yield;
  }
}

/** A row takes a tenth of the time of a line. */
const rowsPerStep = 10 * piecesPerStep;
