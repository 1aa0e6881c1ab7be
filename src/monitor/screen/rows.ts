import type { Touch } from '../../events/event.ts';
import { formatSource } from '../../log/line.ts';
import type { ServiceNames } from '../../net/service-names.ts';
import type { Protocol } from '../../probe.ts';
import type { PortCount } from '../model/port-table.ts';
import type { Source } from '../model/source-table.ts';
import type { Look } from './look.ts';
import { clock, column, figure, type Line, moment, type Piece, piece, type Style } from './text.ts';

/** A port with its name, where it has one. */
export const portText = (port: number, protocol: Protocol, services: ServiceNames): string => {
  const name = services(port, protocol);
  return `${port}/${protocol}${name === undefined ? '' : ` ${name}`}`;
};

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
  return [
    piece(source.text === look.marked ? '> ' : '  ', 'bold'),
    ...cellsFor(columns).map(({ text, width, style }) =>
      piece(`${column(text(source), width(columns))} `, style?.(source)),
    ),
    ...stateOf(source, look),
  ];
}

/** Ban state and jail, and since when; a host that nobody may ban is always named as such. */
export function stateOf({ text, spared, isScanner }: Source, look: Look): Piece[] {
  const ban = look.bans.of(text, look.now);
  const spare = spared === undefined ? [] : [piece(spared, 'spared')];
  if (ban !== undefined) {
    const since = ban.since === undefined ? '' : ` ${moment(ban.since, look.now)}`;
    const [first] = spare;
    const beside = first === undefined ? [] : [piece(`${first.text}! `, 'spared')];
    return [...beside, piece(`${ban.jail}${since}`, 'banned')];
  }
  if (spare.length > 0) return spare;
  if (look.bansUnknown !== undefined) return [piece('ban not known', 'dim')];
  return [piece(isScanner ? 'not banned' : 'only seen', 'dim')];
}

/** A port and how many lines named it, in `width` columns. */
export const portCell = (
  { port, protocol, lines }: PortCount,
  services: ServiceNames,
  width: number,
): string => column(`${figure(lines, 6)} ${portText(port, protocol, services)}`, width);

/** A line of the log, short. */
export const touchRow = (touch: Touch, { services, size }: Look): Line => [
  piece(`${clock(touch.time)} ${column(formatSource(touch), touchWidth(size.columns))} `),
  piece(`${column(portText(touch.port, touch.protocol, services), 16)} ${column(touch.kind, 7)} `),
  piece(`${column(touch.evidence, 9)} `, touch.evidence),
  touch.verb === 'scan'
    ? piece('scan', 'bold')
    : piece(touch.why, touch.why === 'ignored' || touch.why === 'protected' ? 'spared' : 'dim'),
];
