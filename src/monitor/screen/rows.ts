import type { Touch } from '../../events/event.ts';
import { formatSource } from '../../log/line.ts';
import type { ServiceNames } from '../../net/service-names.ts';
import type { Protocol } from '../../probe.ts';
import type { PortCount } from '../model/port-table.ts';
import type { Source } from '../model/source-table.ts';
import type { Look } from './look.ts';
import { clock, column, figure, type Line, moment, type Piece, piece } from './text.ts';

/** A port with its name, where it has one. */
export const portText = (port: number, protocol: Protocol, services: ServiceNames): string => {
  const name = services(port, protocol);
  return `${port}/${protocol}${name === undefined ? '' : ` ${name}`}`;
};

/** An IPv6 address has 39 columns at most; where there is no room for that many, what is left of 80 is not its. */
const sourceWidth = (columns: number): number => Math.min(39, Math.max(18, columns - 62));
const touchWidth = (columns: number): number => Math.min(39, Math.max(15, columns - 65));

export const sourceTitle = (columns: number): string =>
  `  ${column('SOURCE', sourceWidth(columns))} PROBES PORTS ${column('LAST', 9)} ${column('EVIDENCE', 9)} STATE`;

/** A source in one line: who, how much, what last, how sure, and what became of it. */
export function sourceRow(source: Source, look: Look): Line {
  const { text, probes, ports, lastPort, protocol, evidence } = source;
  return [
    piece(text === look.marked ? '> ' : '  ', 'bold'),
    piece(`${column(text, sourceWidth(look.size.columns))} ${figure(probes, 6)} ${figure(ports, 5)} `),
    piece(`${column(`${lastPort}/${protocol}`, 9)} `),
    piece(`${column(evidence, 9)} `, evidence),
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
