import { parseLine } from '../../log/line.ts';
import { formatAddress } from '../../net/address.ts';
import { createLru } from '../../util/lru.ts';
import type { FleetEvent } from '../event.ts';
import { isNobody } from '../nobody.ts';

/** What of the sentry's log is to be told, since it was told last. */
export interface Outgoing {
  /** Takes a line of the log. */
  add(line: string): void;
  /** The last event of each source that is due, oldest first. */
  due(): FleetEvent[];
  /** That the hub has an event: its source is not told of again for a minute. */
  told(event: FleetEvent): void;
  /** Forgets what was added and not told: it is read again. */
  clear(): void;
  /** Sources that were left out since there were too many: the hub would not keep them either. */
  readonly left: number;
}

/** A source is told of once in so long (milliseconds). */
const toldEvery = 60_000;
/** As many as the hub keeps of one host. */
const most = 2_000;

export function createOutgoing(bound = most): Outgoing {
  const waiting = new Map<string, FleetEvent>();
  const last = createLru<number>(bound);
  let left = 0;
  return {
    add: line => {
      const event = travelling(line);
      if (event === undefined) return;
      const key = formatAddress(event.source);
      const then = last.get(key);
      if (then !== undefined && Math.abs(event.time - then) < toldEvery) return;
      waiting.delete(key);
      waiting.set(key, event);
      if (waiting.size <= bound) return;
      left++;
      const [oldest = ''] = waiting.keys();
      waiting.delete(oldest);
    },
    due: () => [...waiting.values()],
    told: ({ source, time }) => {
      const key = formatAddress(source);
      last.set(key, time);
      waiting.delete(key);
    },
    clear: () => waiting.clear(),
    get left() {
      return left;
    },
  };
}

/** What a line has to tell others: single hosts that finished a handshake, and no other. */
function travelling(line: string): FleetEvent | undefined {
  const entry = parseLine(line);
  if (entry?.verb !== 'scan' || entry.evidence !== 'handshake' || entry.prefix !== undefined)
    return undefined;
  const { source, time, port, hits, ports } = entry;
  return isNobody(source) ? undefined : { source, time, port, hits, ports };
}
