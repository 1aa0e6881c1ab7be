import { table, wrapped } from '../../report/show/lay-out.ts';
import { counted, durationText, minuteText, numberText, percentText } from '../../report/show/words.ts';
import type { BannedRow, SettingResult, Simulation } from '../result.ts';
import { comparedText } from './compared-text.ts';
import { fewRows, listed, namesText } from './lists.ts';

/** What would have been, for people: plain text of 78 columns. */
export function simulationText(simulation: Simulation): string {
  const [first, second] = simulation.settings;
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Not known, or to be borne in mind', simulation.notes.flatMap(note => wrapped(note, '  '))],
    ['Bans that were really in force', inForceText(simulation)],
    ...(first === undefined
      ? []
      : second === undefined
        ? settingText(first, simulation)
        : comparedText(first, second)),
    [
      'Spared, as hosts that nobody may ban',
      listed(
        table(
          [{ head: 'source' }, { head: 'spared as' }, { head: 'last seen' }],
          simulation.spared.slice(0, fewRows).map(({ source, by, last }) => [source, by, minuteText(last)]),
        ),
        simulation.sparedCount,
      ),
    ],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  return [...head(simulation), ...shown.flatMap(([title, lines]) => ['', title, ...lines]), ''].join('\n');
}

function head({ logs, since, until, settings, scans }: Simulation): string[] {
  const names = settings.map(({ config }) => config).join(' and ');
  const span =
    since === null || until === null
      ? 'no line of the sentry is in it'
      : `from ${minuteText(since)} to ${minuteText(until)}, local time: ${counted(scans, 'scan')}`;
  return [...wrapped(`portjail simulate: ${names} on ${logs.join(', ')}`), ...wrapped(span)];
}

function inForceText({ bansInForce }: Simulation): string[] {
  if (bansInForce === null) return [];
  const { since, until, share, sources } = bansInForce;
  return wrapped(
    `From ${minuteText(since)} to ${minuteText(until)}, ${percentText(share)} of this time, bans were in force, of ` +
      `${counted(sources, 'source')}: what a banned host tried is not in the log. Numbers with a + are of such hosts, ` +
      'and the least that would have been.',
    '  ',
  );
}

function settingText(result: SettingResult, { bansInForce }: Simulation): [string, string[]][] {
  const least = bansInForce === null ? '' : ', at least';
  return [
    [`Would have been banned${least}`, [...sumText(result), '', ...jailsText(result)]],
    ['Banned most often', listed(bannedTable(result.banned.slice(0, fewRows)), result.sources)],
    ['Close to a ban', closeText(result)],
    ...(result.knownGood === null ? [] : [knownGoodText(result.knownGood)]),
  ];
}

/** The sums of one setting, as sentences. */
function sumText(result: SettingResult): string[] {
  const { sources, again, bans, banHours, probesWhileBanned, untaken } = result;
  return [
    `${counted(sources, 'source')}, ${numberText(again)} of them again; ${counted(bans, 'ban')}, in force for ${hoursText(banHours)} of this time`,
    `at least ${counted(probesWhileBanned, 'probe')} came while the source would have been banned`,
    sparedSentence(result),
    ...(untaken > 0
      ? [`${counted(untaken, 'scan')} would have banned nobody: the jail for them is off`]
      : []),
  ].flatMap(text => wrapped(text, '  '));
}

const sparedSentence = ({ bannedSpared }: SettingResult): string =>
  bannedSpared === 0
    ? 'none of them was ever ignored or protected'
    : `${numberText(bannedSpared)} of them ${bannedSpared === 1 ? 'was' : 'were'} ignored or protected at other times`;

const jailsText = ({ jails }: SettingResult): string[] =>
  table(
    [
      { head: 'jail' },
      { head: 'bans', isNumber: true },
      { head: 'sources', isNumber: true },
      { head: 'ban-hours', isNumber: true },
      { head: '' },
    ],
    jails.map(({ jail, enabled, bans, sources, banHours }) => [
      jail,
      ...[bans, sources].map(numberText),
      banHours.toFixed(1),
      enabled ? '' : 'off',
    ]),
  );

/** One row a source. */
const bannedTable = (rows: readonly BannedRow[]): string[] =>
  table(
    [
      { head: 'source' },
      { head: 'bans', isNumber: true },
      { head: 'first ban' },
      { head: 'hours', isNumber: true },
      { head: 'ports', isNumber: true },
      { head: 'after', isNumber: true },
      { head: 'by' },
    ],
    rows.map(row => [
      row.source,
      `${numberText(row.bans)}${row.isLowerBound ? '+' : ''}`,
      minuteText(row.firstBan).slice(5),
      row.hours.toFixed(1),
      numberText(row.portsBefore),
      `${numberText(row.probesWhileBanned)}${row.isLowerBound ? '+' : ''}`,
      row.jails.map(jail => jail.replace('portsentry-', '')).join(','),
    ]),
  );

function closeText({ close, closeCount }: SettingResult): string[] {
  const rows = table(
    [{ head: 'source' }, { head: 'has' }, { head: 'last seen' }],
    close
      .slice(0, fewRows)
      .map(({ source, what, count, needed, last }) => [
        source,
        what === 'ports'
          ? `${count} of ${needed} ports of a scan`
          : `${count} of ${needed} lines for ${what}`,
        minuteText(last),
      ]),
  );
  return listed(rows, closeCount);
}

function knownGoodText(hit: readonly string[]): [string, string[]] {
  const title = 'Of the known good list';
  if (hit.length === 0) return [title, ['  nobody would have been banned']];
  const names = `${counted(hit.length, 'source')} would have been banned: ${namesText(hit, hit.length)}`;
  return [title, wrapped(names, '  ')];
}

/** Up to two days in hours. */
const hoursText = (hours: number): string =>
  hours < 48 ? `${hours.toFixed(1)} h` : durationText(hours * 3600);
