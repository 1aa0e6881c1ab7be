import type { HeldBack, Touch } from '../../events/event.ts';
import { type Reason, reasons, type Why, whys } from '../../log/line.ts';
import { type Evidence, type Kind, kinds } from '../../probe.ts';
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
  readonly all: Readonly<Lines>;
  readonly kinds: ReadonlyMap<Kind, Readonly<Lines>>;
  readonly evidence: ReadonlyMap<Evidence, Readonly<Lines>>;
  readonly whys: ReadonlyMap<Why, number>;
  readonly heldBack: ReadonlyMap<Reason, Readonly<HeldSum>>;
  /** Lines of each verb by port, `port * 2`, and one more for UDP. */
  readonly scansBy: Uint32Array;
  readonly observationsBy: Uint32Array;
}

export function createTallies(): Tallies {
  const all = none();
  const byKind = new Map<Kind, Lines>(kinds.map(kind => [kind, none()]));
  const evidence = new Map<Evidence, Lines>([
    ['handshake', none()],
    ['packet', none()],
  ]);
  const byWhy = new Map<Why, number>(whys.map(why => [why, 0]));
  const heldBack = new Map<Reason, HeldSum>(reasons.map(reason => [reason, { lines: 0, sources: 0 }]));
  const [scansBy, observationsBy] = [new Uint32Array(2 * 65_536), new Uint32Array(2 * 65_536)];
  return {
    touch: touch => {
      const verb = touch.verb === 'scan' ? 'scans' : 'observations';
      all[verb]++;
      const [ofKind, ofEvidence] = [byKind.get(touch.kind), evidence.get(touch.evidence)];
      if (ofKind !== undefined) ofKind[verb]++;
      if (ofEvidence !== undefined) ofEvidence[verb]++;
      if (touch.verb === 'seen') byWhy.set(touch.why, (byWhy.get(touch.why) ?? 0) + 1);
      const port = touch.port * 2 + (touch.protocol === 'udp' ? 1 : 0);
      bump(touch.verb === 'scan' ? scansBy : observationsBy, port);
    },
    held: ({ reason, lines, sources }) => {
      const sum = heldBack.get(reason);
      if (sum === undefined) return;
      sum.lines += lines;
      sum.sources += sources;
    },
    all,
    kinds: byKind,
    evidence,
    whys: byWhy,
    heldBack,
    scansBy,
    observationsBy,
  };
}

const none = (): Lines => ({ scans: 0, observations: 0 });
