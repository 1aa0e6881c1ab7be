import type { FleetEvent } from '../event.ts';
import type { Outgoing } from './outgoing.ts';

/** Has the hub keep an event; rejects where it does not. */
export type Tell = (event: FleetEvent) => Promise<void>;

/** How many events are under way at a time. */
const atOnce = 64;

/** Tells all that is due, and calls `onTold` for each that the hub has; rejects with the first that it does not take. */
export async function tellAll(outgoing: Outgoing, tell: Tell, onTold: () => void): Promise<void> {
  const due = outgoing.due();
  for (let from = 0; from < due.length; from += atOnce)
    await Promise.all(
      due.slice(from, from + atOnce).map(async event => {
        await tell(event);
        outgoing.told(event);
        onTold();
      }),
    );
}
