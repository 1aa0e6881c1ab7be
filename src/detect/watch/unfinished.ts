import { type Kind, kinds, type Probe } from '../../probe.ts';
import { createFlowQueue } from '../table/flow-queue.ts';
import { createFlowTable } from '../table/flow-table.ts';
import type { Touch } from './touch.ts';

/**
 * For so long (milliseconds) a packet to a decoy waits for the handshake that it may begin: a round trip, and twice a lost
 * SYN-ACK or ACK (RFC 6298: the kernel sends its answer again after 1 s, and after 2 s more).
 */
export const handshakePatience = 3_000;
/** Packets that wait at most, and finished handshakes that are remembered: 20,000 a second in a flood. */
const maxUnfinished = 65_536;

/**
 * Tells packets that came to nothing from those that began a handshake: who finishes one is known by it, and the packet
 * counts nowhere. The listener and capture tell of one touch in whichever order, since a packet ring is read later.
 */
export interface Unfinished {
  /**
   * A packet came that may open a connection to a listener of ours. A second one of the same conversation is the same touch.
   * @param time when it came, by the clock of handshakes
   * @param now of a clock that is never set (milliseconds), as for `release`
   */
  readonly opened: (touch: Touch, time: number, now: number) => void;
  /** A listener has seen a handshake finished. */
  readonly finished: (handshake: Probe) => void;
  /** Hands over those that have waited long enough, in their order; all of them when `now` is left out. */
  readonly release: (now?: number) => void;
  readonly size: () => number;
}

/** True for what a kernel may open a connection for: flags beside SYN do not keep it, and a fragment hides them. */
export const mayOpen = (kind: Kind): boolean => kind === 'syn' || kind === 'odd' || kind === 'frag';

/** @param onUnfinished called once for each packet that no handshake has followed; in a flood, the sooner for the oldest */
export function createUnfinished(
  onUnfinished: (touch: Touch, time: number) => void,
  capacity = maxUnfinished,
): Unfinished {
  const waiting = createFlowQueue(capacity);
  const times = new Float64Array(capacity);
  const arrivals = new Float64Array(capacity);
  const devices = new Int32Array(capacity);
  const kindsOf = new Uint8Array(capacity);
  /** The handshake is told at a whole millisecond after the packets that began it; what comes later is another touch. */
  const done = createFlowTable(capacity, 1);

  const handOver = (slot: number): void => {
    const flow = waiting.flowAt(slot);
    waiting.remove(slot);
    const kind = kinds[kindsOf[slot] ?? 0] ?? 'odd';
    onUnfinished({ ...flow, kind, device: devices[slot] ?? 0 }, times[slot] ?? 0);
  };
  return {
    opened: (touch, time, now) => {
      if (done.holds(touch, time) || waiting.find(touch) >= 0) return;
      if (waiting.isFull()) handOver(waiting.first());
      const slot = waiting.add(touch);
      times[slot] = time;
      arrivals[slot] = now;
      devices[slot] = touch.device;
      kindsOf[slot] = kinds.indexOf(touch.kind);
    },
    finished: handshake => {
      const { protocol, target, port, source, sourcePort } = handshake;
      if (sourcePort === undefined) return;
      const flow = { protocol, target, port, source, sourcePort };
      done.saw(flow, handshake.time);
      const slot = waiting.find(flow);
      if (slot >= 0) waiting.remove(slot);
    },
    release: (now = Number.POSITIVE_INFINITY) => {
      for (let slot = waiting.first(); slot >= 0; slot = waiting.first()) {
        if (now - (arrivals[slot] ?? 0) < handshakePatience) return;
        handOver(slot);
      }
    },
    size: () => waiting.size,
  };
}
