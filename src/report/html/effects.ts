import type { Effects, Spread } from '../report.ts';
import { counted, durationText, minuteText, notKnown, numberText, percentText } from '../show/words.ts';
import { percent } from './scale.ts';
import { code, codeHead, columns, head, marks, number, numberWords, type Table, text } from './table.ts';

/** Shares of a whole as one strip, with a table of what each part of it is. */
interface Strip {
  readonly title: string;
  readonly description: string;
  readonly parts: readonly {
    readonly x: string;
    readonly width: string;
    readonly color: string;
    readonly title: string;
  }[];
  readonly table: Table;
}

export interface EffectsPart {
  readonly speed: Table;
  readonly back: Strip | null;
  readonly whileBanned: Strip | null;
  readonly spared: Table | null;
  readonly sparedSum: string;
}

const fewRows = 12;

/** Whether the bans helped. */
export function effectsPart(effects: Effects): EffectsPart {
  return {
    speed: speedTable(effects),
    back: backStrip(effects),
    whileBanned: whileBannedStrip(effects),
    sparedSum: `Bans of a host that was ignored or protected within a day of it: ${
      effects.bansOfSpared === 0 ? 'none' : numberText(effects.bansOfSpared)
    }.`,
    spared: effects.bansOfSpared === 0 ? null : sparedTable(effects),
  };
}

function speedTable({ firstLineToBan, firstScanToBan, timeToReturn }: Effects): Table {
  const row = (what: string, spread: Spread | null, word: string) => [
    head(what),
    numberWords(spread === null ? notKnown : durationText(spread.median)),
    numberWords(spread === null ? notKnown : durationText(spread.ninety)),
    text(spread === null ? '' : `of ${counted(spread.count, word)}`),
  ];
  return {
    label: 'How long it took',
    columns: columns('from, to', '#half within', '#nine in ten within', ''),
    rows: [
      row('first line of a source to its first ban', firstLineToBan, 'source'),
      row('first scan of a source to its first ban', firstScanToBan, 'source'),
      ...(timeToReturn === null ? [] : [row('end of a ban to the return', timeToReturn, 'return')]),
    ],
  };
}

function backStrip({ endedBans, returned, shareNeverBack }: Effects): Strip | null {
  if (shareNeverBack === null) return null;
  return strip(`After ${counted(endedBans, 'ban')} that ended`, [
    ['never came back so far', endedBans - returned, 'good'],
    ['came back', returned, 'bans'],
  ]);
}

function whileBannedStrip({ linesWhileBanned }: Effects): Strip | null {
  const { atFirst, packet, handshake } = linesWhileBanned;
  if (atFirst + packet + handshake === 0) return null;
  return strip('Lines of sources while they were banned', [
    ['within a minute of the ban, on their way', atFirst, 'observed'],
    ['later, packet evidence: seen before a firewall drops it', packet, 'scans'],
    ['later, handshake evidence: nothing kept it out', handshake, 'bans'],
  ]);
}

type Share = readonly [name: string, count: number, color: string];

function strip(title: string, shares: readonly Share[]): Strip {
  const whole = shares.reduce((sum, [, count]) => sum + count, 0);
  const said = ([name, count]: Share): string =>
    `${name}: ${numberText(count)} (${percentText(count / whole)})`;
  let before = 0;
  const parts = shares.map(share => {
    const [, count, color] = share;
    const part = { x: percent(before, whole), width: percent(count, whole), color, title: said(share) };
    before += count;
    return part;
  });
  return {
    title,
    description: `${shares.map(said).join('; ')}.`,
    parts,
    table: {
      label: title,
      columns: columns('what', '#number', '#share'),
      rows: shares.map(([name, count, color]) => [
        head(name, color),
        number(count),
        numberWords(percentText(count / whole)),
      ]),
    },
  };
}

const sparedTable = ({ someBansOfSpared }: Effects): Table => ({
  label: 'Bans of ignored and protected hosts',
  columns: columns('source', 'ban', 'jail', 'seen as'),
  rows: someBansOfSpared
    .slice(0, fewRows)
    .map(({ source, time, jail, seenAs }) => [
      codeHead(source),
      text(minuteText(time)),
      code(jail),
      marks([{ word: seenAs, tone: 'good' }]),
    ]),
});
