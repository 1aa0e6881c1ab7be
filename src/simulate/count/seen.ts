import type { Touch } from '../../events/event.ts';

/** What the log itself says of each source, by its slot, whatever the settings. The kernel gives the memory as slots are used. */
export interface Seen {
  /** Takes a touch; returns how many probes are new in it, at least. */
  add(slot: number, touch: Touch): number;
  clear(slot: number): void;
  /** As whom the sentry spared it. */
  sparedAs(slot: number): 'ignored' | 'protected' | undefined;
  /** The most ports of a line that made no scan, of what a scan takes: below 1. */
  nearScan(slot: number): number;
  portsOf(slot: number): { readonly count: number; readonly needed: number };
  lastOf(slot: number): number;
  /** The most ports that a line of either verb has had of it. */
  mostPorts(slot: number): number;
}

/**
 * @param trigger distinct ports that make a scan
 * @param window how long a touch counts in `hits` (milliseconds)
 */
export function createSeen(
  slots: number,
  trigger: { readonly handshake: number; readonly packet: number },
  window: number,
): Seen {
  const [hits, below, most] = [new Uint32Array(slots), new Uint32Array(slots), new Uint32Array(slots)];
  const last = new Float64Array(slots);
  const marks = new Uint8Array(slots);
  const noteWhy = (slot: number, touch: Touch): void => {
    if (touch.verb === 'scan') return;
    if (touch.why === 'ignored') mark(slot, marked.ignored);
    else if (touch.why === 'protected') mark(slot, marked.isProtected);
    else if (touch.why === 'below-trigger') {
      if (touch.ports > (below[slot] ?? 0)) below[slot] = touch.ports;
      if (touch.evidence === 'handshake') mark(slot, marked.handshake);
    }
  };
  const neededBy = (slot: number): number =>
    ((marks[slot] ?? 0) & marked.handshake) === 0 ? trigger.packet : trigger.handshake;
  const mark = (slot: number, bit: number): void => {
    marks[slot] = (marks[slot] ?? 0) | bit;
  };
  return {
    add: (slot, touch) => {
      const isNear = touch.time - (last[slot] ?? 0) <= window;
      const more = isNear ? Math.max(1, touch.hits - (hits[slot] ?? 0)) : touch.hits;
      hits[slot] = Math.min(touch.hits, 2 ** 32 - 1);
      last[slot] = touch.time;
      if (touch.ports > (most[slot] ?? 0)) most[slot] = touch.ports;
      noteWhy(slot, touch);
      return more;
    },
    clear: slot => {
      hits[slot] = below[slot] = most[slot] = last[slot] = marks[slot] = 0;
    },
    sparedAs: slot => {
      const bits = marks[slot] ?? 0;
      if ((bits & marked.ignored) !== 0) return 'ignored';
      return (bits & marked.isProtected) === 0 ? undefined : 'protected';
    },
    nearScan: slot => {
      const share = (below[slot] ?? 0) / neededBy(slot);
      // By other rules, such as that of a LAN, who has enough ports may still make no scan.
      return share < 1 ? share : 0;
    },
    portsOf: slot => ({ count: below[slot] ?? 0, needed: neededBy(slot) }),
    lastOf: slot => last[slot] ?? 0,
    mostPorts: slot => most[slot] ?? 0,
  };
}

const marked = { ignored: 1, isProtected: 2, handshake: 4 } as const;
