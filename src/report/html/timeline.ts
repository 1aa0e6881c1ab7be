import { format } from 'date-fns/format';
import type { Gap } from '../../events/account.ts';
import type { Report, Timeline, TimePart } from '../report.ts';
import { counted, notKnown, numberText } from '../show/words.ts';
import { type Lane, lane, type Placed } from './lane.ts';
import { percent } from './scale.ts';
import { columns, head, number, type Table, text } from './table.ts';

/** The time line: a lane for lines, one for what was held back, if anything was, and one for bans, over one axis. */
export interface TimelinePicture {
  readonly title: string;
  readonly description: string;
  readonly height: number;
  /** Where the names of the parts stand. */
  readonly axis: number;
  readonly lanes: readonly Lane[];
  readonly slots: readonly { readonly x: string; readonly width: string; readonly title: string }[];
  readonly labels: readonly { readonly x: string; readonly text: string; readonly isExtra: boolean }[];
  readonly hasGaps: boolean;
  readonly hasHeld: boolean;
  readonly table: Table;
}

const names = { hour: 'EEE d MMM yyyy, HH:mm', day: 'EEE d MMM yyyy', month: 'MMMM yyyy' } as const;
const shortNames = { hour: 'HH:mm', day: 'd MMM', month: 'MMM yyyy' } as const;

/** Names below the axis at most; half of them are left out where there is little room. */
const mostLabels = 8;

export function timelinePicture({ since, until, timeline, gaps }: Report): TimelinePicture | null {
  if (timeline === null || timeline.parts.length === 0) return null;
  const { unit, parts } = timeline;
  const placed = (span: Pick<Gap, 'since' | 'until'>): Placed => ({
    x: percent(span.since - since, until - since),
    width: percent(span.until - span.since, until - since),
  });
  const lanes = lanesOf(parts, { log: gaps.log.map(placed), bans: gaps.bans.map(placed) }, part =>
    placed(inner(part)),
  );
  const axis = lanes.at(-1)?.base ?? 0;
  return {
    title: `${titles[unit]}: scans, observations and bans`,
    description: describe(timeline),
    height: axis + 26,
    axis: axis + 18,
    lanes,
    slots: parts.map(part => ({
      ...placed(part),
      title: `${format(part.since, names[unit])}: ${said(part)}`,
    })),
    labels: labelsOf(timeline, part => percent((part.since + part.until) / 2 - since, until - since)),
    hasGaps: gaps.log.length + gaps.bans.length > 0,
    hasHeld: hasHeld(parts),
    table: tableOf(timeline),
  };
}

export const titles = { hour: 'By the hour', day: 'By day', month: 'By month' } as const;

/** A little air between the bars. */
const inner = ({ since, until }: TimePart): Pick<TimePart, 'since' | 'until'> => {
  const air = (until - since) * 0.1;
  return { since: since + air, until: until - air };
};

const hasHeld = (parts: readonly TimePart[]): boolean => parts.some(({ heldBack }) => (heldBack ?? 0) > 0);

function lanesOf(
  parts: readonly TimePart[],
  gaps: { readonly log: readonly Placed[]; readonly bans: readonly Placed[] },
  place: (part: TimePart) => Placed,
): Lane[] {
  const of = (...stacks: readonly (readonly [color: string, count: (part: TimePart) => number | null])[]) =>
    parts.map(part => ({
      ...place(part),
      stack: stacks.map(([color, count]) => ({ color, count: count(part) ?? 0 })),
    }));
  const lines = of(['scans', part => part.scans], ['observed', part => part.observations]);
  const lanes = [lane('scans and observed lines', { top: 22, height: 170 }, lines, gaps.log)];
  const below = (): number => (lanes.at(-1)?.base ?? 0) + 34;
  if (hasHeld(parts))
    lanes.push(
      lane('held back', { top: below(), height: 40 }, of(['held', part => part.heldBack]), gaps.log),
    );
  lanes.push(lane('bans', { top: below(), height: 60 }, of(['bans', part => part.bans]), gaps.bans));
  return lanes;
}

function said({ scans, observations, heldBack, bans, isPartial }: TimePart): string {
  const lines =
    scans === null
      ? `lines ${notKnown}`
      : `${counted(scans, 'scan')}, ${numberText(observations)} observed` +
        `${heldBack === 0 ? '' : `, ${numberText(heldBack)} held back`}${isPartial ? partly : ''}`;
  return `${lines}; ${bans === null ? `bans ${notKnown}` : counted(bans, 'ban')}`;
}

const partly = ' (known in part)';

const lines = (part: TimePart): number => (part.scans ?? 0) + (part.observations ?? 0);

function describe({ unit, parts }: Timeline): string {
  const busiest = parts.reduce((most, part) => (lines(part) > lines(most) ? part : most));
  const most =
    lines(busiest) === 0
      ? 'no lines'
      : `most lines on ${format(busiest.since, names[unit])}: ${said(busiest)}`;
  return `${counted(parts.length, unit)}; ${most}. The table below has every number.`;
}

function labelsOf({ unit, parts }: Timeline, middle: (part: TimePart) => string): TimelinePicture['labels'] {
  const step = Math.ceil(parts.length / mostLabels);
  return parts
    .filter((_, at) => at % step === 0)
    .map((part, at) => ({
      x: middle(part),
      text: format(part.since, shortNames[unit === 'hour' && isMidnight(part.since) ? 'day' : unit]),
      isExtra: at % 2 === 1,
    }));
}

const isMidnight = (time: number): boolean => new Date(time).getHours() === 0;

function tableOf({ unit, parts }: Timeline): Table {
  return {
    label: `${titles[unit]}, as a table`,
    columns: columns(unit, '#scans', '#observed', '#held back', '#bans', ''),
    rows: parts.map(part => [
      head(format(part.since, names[unit])),
      ...[part.scans, part.observations, part.heldBack, part.bans].map(number),
      text(part.isPartial ? 'known in part' : ''),
    ]),
  };
}
