/** Adds to one cell of a table. */
export function bump(table: Uint32Array | Float64Array | number[], at: number, by = 1): void {
  table[at] = (table[at] ?? 0) + by;
}
