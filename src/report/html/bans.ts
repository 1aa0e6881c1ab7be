import type { BansReport } from '../report.ts';
import { sumText } from '../show/bans-text.ts';
import { numberText } from '../show/words.ts';
import { codeHead, columns, number, type Table, time } from './table.ts';

export interface BansPart {
  readonly sum: string;
  readonly jails: Table;
  readonly repeatSum: string;
  readonly repeat: Table;
}

const fewRows = 12;

/** What Fail2ban did. */
export function bansPart(bans: BansReport): BansPart {
  const rows = bans.topRepeat.slice(0, fewRows);
  return {
    sum: `${sumText(bans)}.`,
    jails: {
      label: 'Bans by jail',
      columns: columns('jail', '#lines found', '#bans', '#restored', '#unbans'),
      rows: bans.jails.map(row => [
        codeHead(row.jail),
        ...[row.found, row.bans, row.restored, row.unbans].map(number),
      ]),
    },
    repeatSum: repeatSum(bans.repeatOffenders, rows.length),
    repeat: {
      label: 'Repeat offenders',
      columns: columns('source', '#bans', 'last ban'),
      rows: rows.map(row => [codeHead(row.source), number(row.bans), time(row.lastBan)]),
    },
  };
}

const repeatSum = (all: number, shown: number): string =>
  all === 0
    ? 'Nobody was banned again after a ban was over.'
    : `Banned again after a ban was over: ${numberText(all)}${shown < all ? `, the ${numberText(shown)} with the most bans` : ''}.`;
