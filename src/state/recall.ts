import { type Held, nothingHeld } from '../detect/watch/services.ts';
import { type Boot, thisBoot } from '../sys/boot.ts';
import { diag } from '../util/diag.ts';
import { readState } from './file.ts';
import { recalledHeld, savedAt } from './held.ts';

/**
 * What a sentry before this one has kept, from the file that was saved last. One that is of no use is passed over, and
 * told.
 */
export function recall(places: readonly string[], boot: Boot = thisBoot()): Held {
  const states = places.flatMap(path => {
    const found = readState(path);
    if (found === undefined) return [];
    if ('parts' in found) return [found.parts];
    diag('notice', `${path} ${found.fault}: it is passed over, and which ports services held is learnt anew`);
    return [];
  });
  const [newest] = states.sort((a, b) => savedAt(b) - savedAt(a));
  return newest === undefined ? nothingHeld : recalledHeld(newest, boot);
}
