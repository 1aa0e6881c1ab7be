import type { Why } from '../log/line.ts';
import { formatAddress } from '../net/address.ts';
import type { Probe } from '../probe.ts';
import { createLru } from '../util/lru.ts';

/** Which lines of a source are written again, so that a ban can be renewed and a busy scanner fills no disk. */
export interface Repeats {
  /** True when the ban-grade line of this probe is due; otherwise it counts as held. */
  scanDue(probe: Probe, hits: number): boolean;
  /** True when an observation of this probe's source is due, for this reason. */
  seenDue(probe: Probe, why: Why): boolean;
  /** What was held since this was asked last, or undefined when nothing was. */
  takeHeld(): { lines: number; sources: number; since: number } | undefined;
}

/** A finished handshake this long after the last line proves that no ban is in force (milliseconds). */
const handshakePause = 3_000;
/** An active source is named again this often, so that Fail2ban mends a lost rule (milliseconds). */
const packetPause = 60_000;
const seenPause = 60_000;
/** Whoever is protected is there for good: a resolver whose answers come late must not fill the log. */
const protectedPause = 3_600_000;
const maxSources = 65_536;

interface Last {
  scan: number;
  /** As `scan`, of handshake evidence alone. */
  handshake: number;
  /** The hit that is worth the next line of packet evidence: 2, 4, 8 ... */
  nextHit: number;
  seen: number;
  protected: number;
  /** Number of the period in which this source was counted as held. */
  heldIn: number;
}

export function createRepeats(): Repeats {
  const sources = createLru<Last>(maxSources);
  let period = 1;
  let held = { lines: 0, sources: 0, since: 0 };

  const lastOf = (probe: Probe): Last => {
    const key = formatAddress(probe.source);
    const known = sources.get(key);
    if (known !== undefined) return known;
    const never = Number.NEGATIVE_INFINITY;
    const fresh = { scan: never, handshake: never, nextHit: 0, seen: never, protected: never, heldIn: 0 };
    sources.set(key, fresh);
    return fresh;
  };
  const hold = (last: Last, time: number): void => {
    if (held.lines === 0) held = { lines: 0, sources: 0, since: time };
    held.lines++;
    if (last.heldIn !== period) held.sources++;
    last.heldIn = period;
  };
  return {
    scanDue: (probe, hits) => {
      const last = lastOf(probe);
      const due = isDue(last, probe, hits);
      if (!due) hold(last, probe.time);
      else {
        last.scan = probe.time;
        if (probe.evidence === 'handshake') last.handshake = probe.time;
        last.nextHit = 2 ** (Math.floor(Math.log2(hits)) + 1);
      }
      return due;
    },
    seenDue: (probe, why) => {
      const last = lastOf(probe);
      const [kind, pause] =
        why === 'protected' ? (['protected', protectedPause] as const) : (['seen', seenPause] as const);
      const due = isOver(probe.time, last[kind], pause);
      if (due) last[kind] = probe.time;
      return due;
    },
    takeHeld: () => {
      if (held.lines === 0) return undefined;
      const taken = held;
      held = { lines: 0, sources: 0, since: 0 };
      period++;
      return taken;
    },
  };
}

function isDue(last: Last, probe: Probe, hits: number): boolean {
  // A line of packet evidence just before goes to another jail: it must not keep the proof from this one.
  if (probe.evidence === 'handshake') return isOver(probe.time, last.handshake, handshakePause);
  // Fewer hits than the line before: the window has passed, this is a new scan.
  return hits >= last.nextHit || hits * 2 < last.nextHit || isOver(probe.time, last.scan, packetPause);
}

/** A clock that was set back must not silence a source until it has caught up. */
const isOver = (now: number, last: number, pause: number): boolean => now - last > pause || now < last;
