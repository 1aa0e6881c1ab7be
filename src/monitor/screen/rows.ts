import type { Touch } from '../../events/event.ts';
import { formatSource } from '../../log/line.ts';
import { portText, type ServiceNames } from '../../net/service-names.ts';
import type { PortCount } from '../model/port-table.ts';
import type { Source } from '../model/source-table.ts';
import type { Look } from './look.ts';
import { clock, column, figure, type Line, moment, type Piece, piece, type Style, widthOf } from './text.ts';

/** An IPv6 address has 39 columns at most; where there is no room for that many, what is left of 80 is not its. */
const sourceWidth = (columns: number): number => Math.min(39, Math.max(16, columns - 64));
const touchWidth = (columns: number): number => Math.min(39, Math.max(15, columns - 65));

/** A column of the sources, on screens that have at least so many columns. */
interface Cell {
  readonly least: number;
  readonly title: string;
  readonly text: (source: Source) => string;
  readonly width: (columns: number) => number;
  readonly style?: (source: Source) => Style;
}

const cells: readonly Cell[] = [
  { least: 0, title: 'SOURCE', text: ({ text }) => text, width: sourceWidth },
  { least: 0, title: 'PROBES', text: ({ probes }) => figure(probes, 6), width: () => 6 },
  { least: 72, title: 'PORTS', text: ({ ports }) => figure(ports, 5), width: () => 5 },
  {
    least: 72,
    title: 'LAST',
    text: ({ lastPort, protocol }) => `${lastPort}/${protocol}`,
    width: () => 9,
  },
  {
    least: 56,
    title: 'EVIDENCE',
    text: ({ evidence }) => evidence,
    width: () => 9,
    style: ({ evidence }) => evidence,
  },
];

const cellsFor = (columns: number): Cell[] => cells.filter(({ least }) => columns >= least);

export const sourceTitle = (columns: number): string =>
  `  ${cellsFor(columns)
    .map(({ title, width }) => `${column(title, width(columns))} `)
    .join('')}STATE`;

/** A source in one line: who, how much, what last, how sure, and what became of it. */
export function sourceRow(source: Source, look: Look): Line {
  const { columns } = look.size;
  const row = [
    piece(source.text === look.marked ? '> ' : '  ', 'bold'),
    ...cellsFor(columns).map(({ text, width, style }) =>
      piece(`${column(text(source), width(columns))} `, style?.(source)),
    ),
  ];
  return [...row, ...stateOf(source, look, columns - widthOf(row))];
}

/**
 * Ban state and jail, and since when; a host that nobody may ban is always named as such.
 * @param room columns there are: the half of a time would be another time
 */
export function stateOf({ text, spared, isScanner }: Source, look: Look, room: number): Piece[] {
  const ban = look.bans.of(text, look.now);
  if (ban !== undefined) {
    const state = [
      ...(spared === undefined ? [] : [piece(`${spared}! `, 'spared')]),
      piece(ban.jail, 'banned'),
    ];
    const since = ban.since === undefined ? '' : ` ${moment(ban.since, look.now)}`;
    return widthOf(state) + since.length > room ? state : [...state, piece(since, 'banned')];
  }
  if (spared !== undefined) return [piece(spared, 'spared')];
  if (look.bansUnknown !== undefined) return [piece('ban not known', 'dim')];
  return [piece(isScanner ? 'not banned' : 'only seen', 'dim')];
}

/** A port and how many lines named it, in `width` columns. */
export const portCell = (of: PortCount, services: ServiceNames, width: number): string =>
  column(`${figure(of.lines, 6)} ${portText(of, services)}`, width);

/** A line of the log, short: on narrow screens what the list of sources does not tell, too. */
export function touchRow(touch: Touch, { services, size: { columns } }: Look): Line {
  const { time, port, protocol, kind, evidence } = touch;
  const row = [
    piece(`${columns < 56 ? clock(time).slice(0, 5) : clock(time)} `),
    piece(`${column(formatSource(touch), touchWidth(columns))} `),
    columns < 72
      ? piece(`${column(`${port}/${protocol}`, 9)} `)
      : piece(`${column(portText(touch, services), 16)} ${column(kind, 7)} `),
    ...(columns < 56 ? [] : [piece(`${column(evidence, 9)} `, evidence)]),
  ];
  return [...row, verdict(touch, columns - widthOf(row))];
}

function verdict(touch: Touch, room: number): Piece {
  if (touch.verb === 'scan') return piece('scan', 'bold');
  const isSpared = touch.why === 'ignored' || touch.why === 'protected';
  return piece(column(touch.why, Math.min(room, touch.why.length)), isSpared ? 'spared' : 'dim');
}
