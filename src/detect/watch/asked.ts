import type { Kind } from '../../probe.ts';
import type { Flow } from '../table/flow-key.ts';
import { createFlowTable } from '../table/flow-table.ts';

/** How long after its end a conversation may still be answered, in milliseconds: TCP's 2 MSL (RFC 9293, 3.4.2). */
export const answerTime = 2 * 60_000;
/** Conversations remembered at most; as many as one address can ask another from all its ports. */
export const maxAsked = 65_536;

/** What this host asked, over TCP or UDP, from whatever port. Times are milliseconds of one clock. */
export interface Asked {
  /** It asks just now, or holds the conversation still. */
  note(flow: Flow, now: number): void;
  /** Whether this host asked there within the last two minutes. */
  holds(flow: Flow, now: number): boolean;
  /**
   * Whether a packet can be the answer: a datagram back to the very port from the very place that was asked, or of TCP
   * anything but a SYN. Another port of that peer asks on its own account, and so does another peer at that port.
   */
  covers(touch: Flow & { readonly kind: Kind }, now: number): boolean;
  size(): number;
}

/** At most `capacity` of them; the one asked longest ago makes room. */
export function createAsked(capacity = maxAsked): Asked {
  const flows = createFlowTable(capacity, answerTime);
  return {
    note: (flow, now) => flows.saw(flow, now),
    holds: (flow, now) => flows.holds(flow, now),
    covers: (touch, now) => touch.kind !== 'syn' && flows.holds(touch, now),
    size: () => flows.size,
  };
}
