import { interfaceIndex } from '../sys/interface-index.ts';
import { diag } from '../util/diag.ts';
import { every } from '../util/every.ts';

/** Keeps an eye on the interfaces that a config names. */
export interface Attendance {
  /** Looks now, and says which of them is away, has come or has gone since. */
  look(): void;
  stop(): void;
}

/** How soon one that has come, gone or been replaced is noticed (milliseconds). */
const lookEvery = 2_000;

/** @param onChange called when one of them is another than before, or is there no more */
export function attend(names: () => readonly string[], onChange: () => void): Attendance {
  let known = new Map<string, number | undefined>();
  const look = (): void => {
    const now = new Map(names().flatMap(name => (name === '*' ? [] : [[name, interfaceIndex(name)]])));
    const before = known;
    known = now;
    if ([...now].some(([name, index]) => before.has(name) && before.get(name) !== index)) onChange();
    for (const [name, index] of now) tell(name, index !== undefined, before);
  };
  look();
  const timer = every(lookEvery, 'looking for the interfaces', look);
  return { look, stop: () => clearInterval(timer) };
}

function tell(name: string, isHere: boolean, before: ReadonlyMap<string, number | undefined>): void {
  const wasHere = before.has(name) ? before.get(name) !== undefined : undefined;
  if (isHere && wasHere === false) diag('notice', `interface "${name}" is here now, and watched`);
  if (!isHere && wasHere !== false)
    diag(
      'warning',
      `no interface "${name}" here now: it is watched as soon as it comes, the others meanwhile`,
    );
}
