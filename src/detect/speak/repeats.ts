import type { Why } from '../../log/line.ts';
import type { Probe } from '../../probe.ts';
import { createLru } from '../../util/lru.ts';
import { disorder } from './pace.ts';
import { sourceKey } from './source-key.ts';

/** Which lines of a source are written again, so that a ban can be renewed and a busy scanner fills no disk. */
export interface Repeats {
  /**
   * What a ban-grade line of this probe would be now: its source's first with this evidence for `window`
   * milliseconds, a further one, or one too early.
   */
  turnOf(probe: Probe, hits: number, window: number): 'first' | 'again' | 'early';
  /** Remembers that a ban-grade line of this probe was written. */
  said(probe: Probe, hits: number): void;
  /** True when an observation of this probe's source is due, for this reason. */
  seenDue(probe: Probe, why: Why): boolean;
  /** Remembers that one was written. */
  saidSeen(probe: Probe, why: Why): void;
}

/** A finished handshake this long after the last line proves that no ban is in force (milliseconds). */
const handshakePause = 3_000;
/** An active source is named again this often, so that Fail2ban repairs a lost rule (milliseconds). */
const packetPause = 60_000;
const seenPause = 60_000;
/** A protected host is there for good: a resolver whose answers come late must not fill the log. */
const protectedPause = 3_600_000;
/** Who was never written is not remembered, so at 50 lines a second no flood pushes a named one out in 20 minutes. */
const maxSources = 65_536;

interface Last {
  scan: number;
  /** As `scan`, of handshake evidence alone. */
  handshake: number;
  /** The hit that is worth the next line of packet evidence: 2, 4, 8 ... */
  nextHit: number;
  seen: number;
  protected: number;
}

const never = Number.NEGATIVE_INFINITY;
const nothing: Readonly<Last> = { scan: never, handshake: never, nextHit: 0, seen: never, protected: never };

export function createRepeats(): Repeats {
  const sources = createLru<Last, string | number>(maxSources);
  const lastOf = (probe: Probe): Readonly<Last> => sources.get(sourceKey(probe)) ?? nothing;
  const write = (probe: Probe, change: Partial<Last>): void =>
    sources.set(sourceKey(probe), { ...lastOf(probe), ...change });
  return {
    turnOf: (probe, hits, window) => {
      const last = lastOf(probe);
      // A line of packet evidence goes to another jail: it must not keep the proof from this one.
      const line = probe.evidence === 'handshake' ? last.handshake : last.scan;
      if (isOver(probe.time, line, window)) return 'first';
      return isDue(last, probe, hits) ? 'again' : 'early';
    },
    said: (probe, hits) =>
      write(probe, {
        scan: probe.time,
        nextHit: 2 ** (Math.floor(Math.log2(hits)) + 1),
        ...(probe.evidence === 'handshake' ? { handshake: probe.time } : {}),
      }),
    seenDue: (probe, why) => {
      const last = lastOf(probe);
      return why === 'protected'
        ? isOver(probe.time, last.protected, protectedPause)
        : isOver(probe.time, last.seen, seenPause);
    },
    saidSeen: (probe, why) => write(probe, { [why === 'protected' ? 'protected' : 'seen']: probe.time }),
  };
}

function isDue(last: Readonly<Last>, probe: Probe, hits: number): boolean {
  if (probe.evidence === 'handshake') return isOver(probe.time, last.handshake, handshakePause);
  // Fewer hits than the line before: the window has passed, this is a new scan.
  return hits >= last.nextHit || hits * 2 < last.nextHit || isOver(probe.time, last.scan, packetPause);
}

/** A clock that was set back must not silence a source until it has caught up; a probe that is told late is no such clock. */
const isOver = (now: number, last: number, pause: number): boolean =>
  now - last > pause || last - now > disorder;
