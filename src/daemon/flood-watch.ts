import { mostUnverified } from '../detect/speak/guard.ts';
import { diag } from '../util/diag.ts';

/** Not more often than this is a flood told (milliseconds); for as long as a minute nobody waits, it is over. */
const tellEvery = 600_000;
const overAfter = 60_000;

/**
 * Tells the operator when sources begin to wait for their first line, and when that is over. To be called every second or
 * so with how many wait and a time that does not go back (milliseconds).
 */
export function createFloodWatch(tell: typeof diag = diag): (waiting: number, now: number) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  let waitedAt = Number.NEGATIVE_INFINITY;
  let on = false;
  return (waiting, now) => {
    if (waiting > 0) waitedAt = now;
    if (!on && waiting > 0 && now - toldAt >= tellEvery) {
      [on, toldAt] = [true, now];
      tell('warning', begun);
    } else if (on && now - waitedAt >= overAfter) {
      on = false;
      tell('notice', 'the flood of unverified sources is over: a new one is written at once again');
    }
  };
}

const begun =
  `a flood: more new sources than ${mostUnverified} a minute that may be forged (evidence=packet); those with the most ` +
  'ports are written first and the others held back (held reason=flood counts them); who finishes a handshake is written as before';
