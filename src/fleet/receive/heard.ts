import { formatAddress } from '../../net/address.ts';
import { createLru } from '../../util/lru.ts';
import type { FleetEvent } from '../event.ts';

/** As many events as one hub hands out twice at a time: what is live, and what is fetched behind it. */
const most = 50_000;

/**
 * Whether an event is new. Each comes twice, live and fetched, and a third time where it was stored twice; a host that says
 * the same of a source at the same moment says nothing new.
 */
export function createHeard(bound = most): (origin: string, event: FleetEvent) => boolean {
  const known = createLru<true>(bound);
  return (origin, { source, time }) => {
    const key = `${origin} ${time} ${formatAddress(source)}`;
    if (known.get(key) === true) return false;
    known.set(key, true);
    return true;
  };
}
