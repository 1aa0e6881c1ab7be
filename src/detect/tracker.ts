import { formatAddress } from '../net/address.ts';
import type { Probe } from '../probe.ts';
import { createLru } from '../util/lru.ts';

/** Distinct ports that make a scan, and how long a touched port counts (milliseconds). */
export interface Trigger {
  readonly handshake: number;
  readonly packet: number;
  readonly window: number;
}

/** What a source has done within the window, this probe included. */
export interface Sight {
  readonly hits: number;
  readonly ports: number;
  readonly triggered: boolean;
}

export interface Tracker {
  /** Counts a probe and says whether its source has reached the trigger. */
  touch(probe: Probe, trigger: Trigger): Sight;
  readonly sources: number;
}

/** Sources remembered at most, and ports over all of them: some 40 bytes a port, 300 a source. */
export const maxSources = 65_536;
export const maxPorts = 500_000;

interface Source {
  hits: number;
  /** Port key to the time it was touched last. */
  readonly ports: Map<number, number>;
  handshakes: number;
  lastTouch: number;
  lastSweep: number;
}

export function createTracker(): Tracker {
  const sources = createLru<Source>(Number.POSITIVE_INFINITY);
  let remembered = 0;

  const makeRoom = (): void => {
    while (sources.size > maxSources || (remembered > maxPorts && sources.size > 1)) {
      remembered -= sources.evict()?.ports.size ?? 0;
    }
  };
  const sourceOf = (probe: Probe): Source => {
    const key = formatAddress(probe.source);
    const known = sources.get(key);
    if (known !== undefined) return known;
    const fresh = { hits: 0, ports: new Map(), handshakes: 0, lastTouch: probe.time, lastSweep: probe.time };
    sources.set(key, fresh);
    return fresh;
  };
  return {
    touch: (probe, trigger) => {
      const source = sourceOf(probe);
      remembered -= source.ports.size;
      forget(source, probe.time, trigger.window);
      remember(source, probe);
      remembered += source.ports.size;
      makeRoom();
      return { hits: source.hits, ports: source.ports.size, triggered: isTriggered(source, probe, trigger) };
    },
    get sources() {
      return sources.size;
    },
  };
}

/** A forged packet may help to reach the packet trigger, never the one that a handshake proves. */
const isTriggered = (source: Source, probe: Probe, trigger: Trigger): boolean =>
  probe.evidence === 'handshake'
    ? source.handshakes >= trigger.handshake
    : source.ports.size >= trigger.packet;

const handshakeBit = 1 << 17;
const keyOf = (probe: Probe): number =>
  probe.port | (probe.protocol === 'udp' ? 1 << 16 : 0) | (probe.evidence === 'handshake' ? handshakeBit : 0);

function remember(source: Source, probe: Probe): void {
  const key = keyOf(probe);
  source.hits++;
  source.lastTouch = probe.time;
  if (!source.ports.has(key) && (key & handshakeBit) !== 0) source.handshakes++;
  source.ports.set(key, probe.time);
}

/**
 * Drops ports that were touched before the window; looked through 16 times a window, so a probe costs little. A time
 * ahead of now is as stale as one behind: the clock was set back.
 */
function forget(source: Source, now: number, window: number): void {
  const isStale = (time: number): boolean => Math.abs(now - time) > window;
  if (isStale(source.lastTouch)) source.hits = 0;
  if (Math.abs(now - source.lastSweep) < window / 16) return;
  source.lastSweep = now;
  for (const [key, time] of source.ports) {
    if (!isStale(time)) continue;
    source.ports.delete(key);
    if ((key & handshakeBit) !== 0) source.handshakes--;
  }
}
