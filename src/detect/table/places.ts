/** Numbers below a bound, those in use apart from the others, so that each in use can be looked at in turn. */
export interface Places {
  /** How many are in use. */
  readonly used: number;
  /** One that was not in use; there must be one. */
  take(): number;
  /** Takes one back that is in use. */
  give(place: number): void;
  /** One in use, by a number below `used`; which one may change with every `give`. */
  at(index: number): number;
}

/** @param bound 65,536 at most */
export function createPlaces(bound: number): Places {
  /** First those in use. */
  const order = Uint16Array.from({ length: bound }, (_, place) => place);
  /** Where each of them stands there. */
  const indexOf = order.slice();
  const result = { used: 0 };
  const put = (place: number, index: number): void => {
    order[index] = place;
    indexOf[place] = index;
  };
  const at = (index: number): number => order[index] ?? 0;
  return Object.assign(result, {
    take: (): number => at(result.used++),
    give: (place: number): void => {
      const hole = indexOf[place] ?? 0;
      put(at(--result.used), hole);
      put(place, result.used);
    },
    at,
  });
}
