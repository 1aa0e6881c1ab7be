import type { HeldBack, Touch } from '../../events/event.ts';
import { type Reason, reasons, type Why, whys } from '../../log/line.ts';
import { type Kind, kinds } from '../../probe.ts';
import { bump } from './bump.ts';

/** Lines of each verb. */
export interface Lines {
  scans: number;
  observations: number;
}

/** What was held back for one reason. */
export interface HeldSum {
  lines: number;
  /** The sources of each time, added up: one may be in it several times. */
  sources: number;
}

/** What is counted of all sources together. */
export interface Tallies {
  touch(touch: Touch): void;
  held(held: HeldBack): void;
  /** The lines of all kinds and both evidences, or of one of them alone. */
  lines(only?: Partial<Pick<Touch, 'kind' | 'evidence'>>): Lines;
  readonly whys: ReadonlyMap<Why, number>;
  readonly heldBack: ReadonlyMap<Reason, Readonly<HeldSum>>;
  /** Lines of each verb by port, `port * 2`, and one more for UDP. */
  readonly scansBy: Uint32Array;
  readonly observationsBy: Uint32Array;
}

export function createTallies(): Tallies {
  /** By kind, evidence and verb: a text that was just read is slow to look up in a map. */
  const cells = new Float64Array(kinds.length * 4);
  let [lastKind, kindAt]: [Kind, number] = [kinds[0], 0];
  const byWhy = new Map<Why, number>(whys.map(why => [why, 0]));
  const heldBack = new Map<Reason, HeldSum>(reasons.map(reason => [reason, { lines: 0, sources: 0 }]));
  const [scansBy, observationsBy] = [new Uint32Array(2 * 65_536), new Uint32Array(2 * 65_536)];
  return {
    touch: touch => {
      const isScan = touch.verb === 'scan';
      if (touch.kind !== lastKind) {
        lastKind = touch.kind;
        kindAt = kinds.indexOf(lastKind);
      }
      bump(cells, kindAt * 4 + (touch.evidence === 'handshake' ? 2 : 0) + (isScan ? 1 : 0));
      if (!isScan) byWhy.set(touch.why, (byWhy.get(touch.why) ?? 0) + 1);
      const port = touch.port * 2 + (touch.protocol === 'udp' ? 1 : 0);
      bump(isScan ? scansBy : observationsBy, port);
    },
    held: ({ reason, lines, sources }) => {
      const sum = heldBack.get(reason);
      if (sum === undefined) return;
      sum.lines += lines;
      sum.sources += sources;
    },
    lines: ({ kind, evidence } = {}) => {
      const sum = { scans: 0, observations: 0 };
      for (const [at, count] of cells.entries()) {
        if (kind !== undefined && kinds[at >>> 2] !== kind) continue;
        if (evidence !== undefined && evidence !== ((at & 2) === 0 ? 'packet' : 'handshake')) continue;
        sum[(at & 1) === 1 ? 'scans' : 'observations'] += count;
      }
      return sum;
    },
    whys: byWhy,
    heldBack,
    scansBy,
    observationsBy,
  };
}
