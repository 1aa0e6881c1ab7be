import { timeText } from '../events/account.ts';
import type { RefusedSource } from '../fleet/status/shape.ts';

/** Why no line came of the word of another host, as it goes on behind a colon. */
const reasons: Readonly<Record<RefusedSource['why'], string>> = {
  alone: 'fewer hosts than fleet.hosts have named it within fleet.maxAge',
  ahead: 'its time was more than 5 minutes ahead of the clock here',
  held: 'that host had its share (fleet.perOrigin), or too many waited (fleet.pace)',
  ignored: 'it is ignored here',
  nobody: 'it is the address of no single host that another one can meet',
  pardoned: 'it was pardoned for a day ("portjail fleet pardon")',
  protected: 'it is protected here (ignore.protect)',
  'too-old': 'it was older than fleet.maxAge',
};

/** Rows of one address; a fleet may have a thousand hosts. */
const mostRows = 20;

/** What the fleet's process remembers of hosts that named an address and were not followed, newest last. */
export const refusedText = (refused: readonly RefusedSource[]): string[] =>
  refused
    .slice(-mostRows)
    .map(
      ({ time, origin, why }) => `named by ${origin} at ${timeText(time)}, and not taken: ${reasons[why]}`,
    );
