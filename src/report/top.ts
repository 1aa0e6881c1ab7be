/** The largest few of a list, largest first; equal ones in the order of the list. The list may be long: it is not sorted. */
export function largest<T>(items: Iterable<T>, weightOf: (item: T) => number, most: number): T[] {
  const kept: { item: T; weight: number }[] = [];
  for (const item of items) {
    const weight = weightOf(item);
    if (weight <= 0 || (kept.length === most && weight <= (kept.at(-1)?.weight ?? 0))) continue;
    const at = kept.findIndex(other => other.weight < weight);
    kept.splice(at < 0 ? kept.length : at, 0, { item, weight });
    if (kept.length > most) kept.pop();
  }
  return kept.map(({ item }) => item);
}
