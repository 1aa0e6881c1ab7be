/** Nanoseconds in one count of a time's upper word. */
const upper = 2n ** 32n;

/**
 * The ports whose time in a table of times is `since` or later, ascending. A table has 65,536 of them and is asked at
 * every look, so the upper words are read first, which makes no BigInt; such a word may be one behind, where the time is
 * written meanwhile.
 */
export function portsSince(table: BigUint64Array, since: bigint): number[] {
  const words = new Uint32Array(table.buffer, table.byteOffset, table.length * 2);
  const least = Number(since / upper) - 1;
  const found: number[] = [];
  for (let port = 0; port < table.length; port++) {
    const time = words[2 * port + 1] ?? 0;
    if (time >= least && Atomics.load(table, port) >= since) found.push(port);
  }
  return found;
}
