import { table, wrapped } from '../../report/show/lay-out.ts';
import { numberText } from '../../report/show/words.ts';
import type { SettingResult } from '../result.ts';
import { namesText } from './lists.ts';

/** Two settings side by side. */
export function comparedText(first: SettingResult, second: SettingResult): [string, string[]][] {
  const both = [first, second];
  const row = (name: string, of: (result: SettingResult) => string): string[] => [name, ...both.map(of)];
  const rows = [
    row('sources banned', ({ sources }) => numberText(sources)),
    row('of them again', ({ again }) => numberText(again)),
    row('bans', ({ bans }) => numberText(bans)),
    row('ban-hours', ({ banHours }) => banHours.toFixed(1)),
    row('probes while banned', ({ probesWhileBanned }) => numberText(probesWhileBanned)),
    row('banned here alone', ({ onlyHere }) => numberText(onlyHere)),
    row('close to a ban', ({ closeCount }) => numberText(closeCount)),
    row('ever spared, banned', ({ bannedSpared }) => numberText(bannedSpared)),
    ...(first.knownGood === null
      ? []
      : [row('known good, banned', ({ knownGood }) => numberText(knownGood?.length ?? 0))]),
    ...first.jails.map(({ jail }, at) =>
      row(jail, ({ jails }) => (jails[at]?.enabled === true ? numberText(jails[at].bans) : 'off')),
    ),
  ];
  const heads = ['A', 'B'].map(head => ({ head, isNumber: true }));
  return [
    ['Side by side', [...legend(both), '', ...table([{ head: '' }, ...heads], rows)]],
    ...both.map(({ someOnlyHere, onlyHere }, at): [string, string[]] => [
      `Banned by ${'AB'[at] ?? ''} alone`,
      onlyHere === 0 ? [] : wrapped(namesText(someOnlyHere, onlyHere ?? 0), '  '),
    ]),
    ...both.map(({ knownGood }, at): [string, string[]] => [
      `Known good, and banned by ${'AB'[at] ?? ''}`,
      knownGood === null || knownGood.length === 0
        ? []
        : wrapped(namesText(knownGood, knownGood.length), '  '),
    ]),
  ];
}

const legend = (both: readonly SettingResult[]): string[] =>
  both.flatMap(({ config }, at) => wrapped(`${'AB'[at] ?? ''}: ${config}`, '  '));
