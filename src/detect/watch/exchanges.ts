import type { Flow } from '../table/flow-key.ts';
import { createRecentFlows, type RecentFlows } from '../table/recent-flows.ts';
import type { Answered } from './answered.ts';
import type { Asked } from './asked.ts';

/** For so long may a touch be answered (milliseconds), a resolver takes its time; and as many may wait for it at the least. */
const touchTime = 30_000;
const leastTouches = 32_768;

/** Tells the questions of this host from its answers, among what leaves from watched ports. */
export interface Exchanges {
  /** Takes note of a packet to a watched port that nobody here has a use for, as far as is known. */
  readonly touched: (flow: Flow, now: number) => void;
  /**
   * Takes note of a packet that leaves, named by the one that would come back. True when with it the port has answered.
   * @param opens of TCP: it is a SYN and no SYN-ACK
   */
  readonly left: (flow: Flow, opens: boolean, now: number) => boolean;
}

/**
 * A datagram answers when its very receiver has asked there before; else it is a question. A SYN-ACK says by itself that
 * it is an answer, but for one to whom we sent a SYN: that opens from both ends at once (RFC 9293, 3.5).
 * @param opened where nobody says whether a packet leaves or comes, so that a SYN-ACK must have been asked for, too: what the
 * SYNs that came have opened, of which `touched` need not hear
 */
export function createExchanges(asked: Asked, answered: Answered, opened?: RecentFlows): Exchanges {
  const flows = createRecentFlows(leastTouches, touchTime);
  const needsTouch = ({ protocol }: Flow): boolean => protocol === 'udp' || opened !== undefined;
  const isTouched = (flow: Flow, now: number): boolean =>
    flows.holds(flow, now) || opened?.holds(flow, now, touchTime) === true;
  return {
    touched: (flow, now) => {
      if (needsTouch(flow)) flows.saw(flow, now);
    },
    left: (flow, opens, now) => {
      const { protocol, port } = flow;
      const answers = !opens && (needsTouch(flow) ? isTouched(flow, now) : !asked.holds(flow, now));
      if (answers) answered.saw(protocol, port, now);
      else if (opens || protocol === 'udp') asked.note(flow, now);
      return answers;
    },
  };
}
