/** The first and the last of many things. */
export interface Ends<T> {
  add(one: T): void;
  kept(): readonly T[];
  /** How many were left out between them. */
  leftOut(): number;
}

/** Keeps `most` at most, half of them the first ones. */
export function createEnds<T>(most: number): Ends<T> {
  const [first, last]: [T[], T[]] = [[], []];
  const room = Math.ceil(most / 2);
  let count = 0;
  return {
    add(one) {
      if (count < room) first.push(one);
      else last[(count - room) % (most - room)] = one;
      count++;
    },
    kept() {
      const turn = count > most ? (count - room) % (most - room) : 0;
      return [...first, ...last.slice(turn), ...last.slice(0, turn)];
    },
    leftOut: () => Math.max(0, count - most),
  };
}
