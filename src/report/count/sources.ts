import type { Touch } from '../../events/event.ts';
import { bump } from './bump.ts';
import { type Names, ranks } from './names.ts';

/** As a source was seen: nobody may ban it, or nobody may in its place. */
const standings = { ignored: 1, protected: 2, lan: 4 } as const;

/** Ports of each source that are kept by number. */
const fewPorts = 3;

const mostHits = 2 ** 32 - 1;

/** What is counted of each source, by its slot. The kernel gives the memory as slots are used. */
export interface Sources {
  /** Counts a touch of the source with that slot. */
  add(slot: number, touch: Touch): void;
  /** Forgets what was counted for the slot's last owner. */
  clear(slot: number): void;
  readonly scans: Uint32Array;
  readonly observations: Uint32Array;
  /** Milliseconds since the epoch; 0 for never. */
  readonly first: Float64Array;
  readonly firstScan: Float64Array;
  /** Whether it was seen as one that nobody may ban. */
  isSpared(slot: number): boolean;
  /** All of it; for a few, since it makes a list and texts. */
  of(slot: number): Source;
}

interface Source {
  readonly scans: number;
  readonly observations: number;
  /** Lines with handshake evidence, of both verbs. */
  readonly handshakes: number;
  /** The most hits and ports that one line has of it, within one window. */
  readonly hits: number;
  readonly ports: number;
  /** The first few that it touched, as `23/tcp`. */
  readonly somePorts: readonly string[];
  /** Milliseconds since the epoch; 0 for never. */
  readonly first: number;
  readonly last: number;
  readonly standing: readonly (keyof typeof standings)[];
}

export function createSources(capacity: number, names: Pick<Names, 'keep'>): Sources {
  const [scans, observations, handshakes] = [u32(capacity), u32(capacity), u32(capacity)];
  const [hits, ports, some] = [u32(capacity), u32(capacity), u32(capacity * fewPorts)];
  const [first, firstScan, last] = [f64(capacity), f64(capacity), f64(capacity)];
  const marks = new Uint8Array(capacity);

  const notePort = (slot: number, key: number): void => {
    for (let at = slot * fewPorts; at < (slot + 1) * fewPorts; at++) {
      if (some[at] === key) return;
      if (some[at] === 0) {
        some[at] = key;
        return;
      }
    }
  };
  return {
    add: (slot, touch) => {
      const { time } = touch;
      if (touch.verb === 'scan') {
        bump(scans, slot);
        if (firstScan[slot] === 0) firstScan[slot] = time;
        names.keep(slot, ranks.scanned);
      } else {
        bump(observations, slot);
        const mark = markOf(touch.why);
        if (mark !== 0) {
          marks[slot] = (marks[slot] ?? 0) | mark;
          names.keep(slot, ranks.spared);
        }
      }
      if (touch.evidence === 'handshake') bump(handshakes, slot);
      if (first[slot] === 0) first[slot] = time;
      if (time > (last[slot] ?? 0)) last[slot] = time;
      if (touch.hits > (hits[slot] ?? 0)) hits[slot] = Math.min(touch.hits, mostHits);
      if (touch.ports > (ports[slot] ?? 0)) ports[slot] = touch.ports;
      notePort(slot, touch.port * 2 + (touch.protocol === 'udp' ? 1 : 0) + 1);
    },
    clear: slot => {
      for (const column of [scans, observations, handshakes, hits, ports, first, firstScan, last, marks])
        column[slot] = 0;
      some.fill(0, slot * fewPorts, (slot + 1) * fewPorts);
    },
    scans,
    observations,
    first,
    firstScan,
    isSpared: slot => ((marks[slot] ?? 0) & (standings.ignored | standings.protected)) !== 0,
    of: slot => ({
      scans: scans[slot] ?? 0,
      observations: observations[slot] ?? 0,
      handshakes: handshakes[slot] ?? 0,
      hits: hits[slot] ?? 0,
      ports: ports[slot] ?? 0,
      somePorts: [...some.subarray(slot * fewPorts, (slot + 1) * fewPorts)]
        .filter(key => key > 0)
        .map(portText),
      first: first[slot] ?? 0,
      last: last[slot] ?? 0,
      standing: standingNames.filter(name => ((marks[slot] ?? 0) & standings[name]) !== 0),
    }),
  };
}

const u32 = (length: number): Uint32Array => new Uint32Array(length);
const f64 = (length: number): Float64Array => new Float64Array(length);

const standingNames = ['ignored', 'protected', 'lan'] as const;

const markOf = (why: string): number =>
  why === 'ignored' || why === 'protected' || why === 'lan' ? standings[why] : 0;

const portText = (key: number): string => `${(key - 1) >>> 1}/${(key - 1) % 2 === 1 ? 'udp' : 'tcp'}`;
