import type { Evidence } from '../../probe.ts';
import type { Look } from './look.ts';
import { portCell, sourceRow, sourceTitle, touchRow } from './rows.ts';
import { spark } from './spark.ts';
import { apart, clock, column, counted, figure, type Line, lineOf, piece } from './text.ts';

/** How the rows of a screen are shared out. */
interface Shares {
  readonly sources: number;
  readonly ports: number;
  readonly lines: number;
}

/** Title, two bars, what is to be said, three titles, keys. */
const fixedRows = 8;

/** Low screens have no ports, and very low ones no last lines. */
function sharesOf(rows: number): Shares {
  const ports = rows >= 22 ? 2 : rows >= 16 ? 1 : 0;
  const left = rows - fixedRows - ports + (ports === 0 ? 1 : 0);
  const lines = Math.floor(left / 2);
  return { sources: left - lines, ports, lines };
}

/** The sources that may be marked: those of the top of which a part is on the screen. */
export const mostListed = 200;

/** The whole screen, a line for each row. */
export function overview(look: Look): Line[] {
  const { size, memory } = look;
  const view = memory.view();
  const shares = sharesOf(size.rows);
  return [
    title(look),
    bars(look, 'handshake'),
    bars(look, 'packet'),
    lineOf(look.word ?? look.notes.join('; '), 'bold'),
    lineOf(sourceTitle(size.columns), 'dim'),
    ...padded(sourceRows(look, shares.sources), shares.sources),
    ...(shares.ports === 0 ? [] : portRows(look, shares.ports)),
    lineOf(`LAST LINES${view.filter.text === '' ? '' : ' that the filter takes'}`, 'dim'),
    ...padded(
      view.lines.slice(-shares.lines).map(touch => touchRow(touch, look)),
      shares.lines,
    ),
    keys(look),
  ];
}

function title(look: Look): Line {
  const { memory, bans, now, size } = look;
  const { sources } = memory.view();
  const banned = look.bansUnknown === undefined ? `${bans.count(now)} banned` : 'bans not known';
  const sum = `${sources.forgotten() > 0 ? 'over ' : ''}${counted(sources.size(), 'source')}, ${banned}`;
  return apart(
    [piece('portjail monitor', 'bold'), piece(` ${look.place}`, 'dim')],
    [piece(`${sum}  ${clock(now)}`)],
    size.columns,
  );
}

const spans: readonly [length: number, word: string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

function spanText(time: number): string {
  const [length, word] = spans.find(([unit]) => time % unit === 0) ?? [1000, 's'];
  return `${time / length} ${word}`;
}

/** The rate of one evidence; both are drawn to the same height. */
function bars({ memory, now, size, isUtf8 }: Look, evidence: Evidence): Line {
  const { rate } = memory.view();
  const count = Math.min(120, size.columns - 25);
  const columns = (of: Evidence): number[] => rate.columns(of, now, count);
  const most = Math.max(...columns('handshake'), ...columns('packet'));
  const own = columns(evidence);
  return [
    piece(`${column(evidence, 9)} `, evidence),
    piece(column(spark(own, isUtf8, most), count), 'bar'),
    piece(` ${figure(Math.max(...own), 4)} in ${spanText(rate.column)}`, 'dim'),
  ];
}

/** A part of the list that has the marked one in it. */
function sourceRows(look: Look, count: number): Line[] {
  const { sources } = look.memory.view();
  const top = sources.top(mostListed);
  const at = top.findIndex(({ text }) => text === look.marked);
  const first = Math.max(0, at - count + 1);
  if (top.length === 0) return [lineOf('  nobody so far', 'dim')];
  return top.slice(first, first + count).map(source => sourceRow(source, look));
}

const cellWidth = 26;

function portRows({ memory, services, size }: Look, rows: number): Line[] {
  const across = Math.max(1, Math.floor(size.columns / cellWidth));
  const top = memory.view().ports.top(across * rows);
  const cells = top.map(port => portCell(port, services, cellWidth));
  const lines = Array.from({ length: rows }, (_, row) =>
    lineOf(cells.slice(row * across, (row + 1) * across).join('')),
  );
  return [lineOf(' LINES PORT', 'dim'), ...lines];
}

function keys({ typed, paused, memory, hasKeys, size }: Look): Line {
  if (typed !== undefined) return [piece('filter: ', 'bold'), piece(`${typed}_`)];
  const { text } = memory.view().filter;
  const state = [
    ...(text === '' ? [] : [`filter: ${text}`]),
    ...(paused === undefined ? [] : [`PAUSED, ${paused} more`]),
  ].join('  ');
  const all = hasKeys ? '? help  / filter  p pause  Enter story  q quit' : 'Ctrl-C ends it';
  const hints = all.length < size.columns ? all : '? help  q quit';
  return apart([piece(state, 'bold')], [piece(hints, 'dim')], size.columns);
}

const padded = (lines: readonly Line[], count: number): Line[] => [
  ...lines,
  ...Array.from({ length: Math.max(0, count - lines.length) }, () => []),
];
