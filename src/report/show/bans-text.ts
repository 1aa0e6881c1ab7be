import type { BansReport, Effects, Report, Spread } from '../report.ts';
import { table, wrapped } from './lay-out.ts';
import { counted, durationText, minuteText, notKnown, numberText, percentText } from './words.ts';

const fewRows = 10;

/** What Fail2ban did. */
export function bansText({ bans }: Report): string[] {
  if (bans === null) return [`  ${notKnown}: Fail2ban's log tells nothing of this time`];
  const columns = [
    { head: 'jail' },
    ...['lines found', 'bans', 'restored', 'unbans'].map(head => ({ head, isNumber: true })),
  ];
  const rows = bans.jails.map(row => [
    row.jail,
    ...[row.found, row.bans, row.restored, row.unbans].map(numberText),
  ]);
  return [...wrapped(sumText(bans), '  '), ...table(columns, rows), ...repeatText(bans)];
}

export const sumText = ({ bans, sources, bannedAtEnd, bansLeftOut }: BansReport): string =>
  `${counted(bans, 'ban')} of ${counted(sources, 'source')}, of which ${numberText(bannedAtEnd)} ` +
  `${bannedAtEnd === 1 ? 'was' : 'were'} banned at the end` +
  (bansLeftOut === 0 ? '' : `; ${counted(bansLeftOut, 'ban')} could not be followed one by one`);

function repeatText({ repeatOffenders, topRepeat }: BansReport): string[] {
  if (repeatOffenders === 0) return [];
  const rows = topRepeat
    .slice(0, fewRows)
    .map(({ source, bans, lastBan }) => [source, numberText(bans), minuteText(lastBan)]);
  return [
    ...wrapped(`Repeat offenders, banned again after a ban was over: ${numberText(repeatOffenders)}`, '  '),
    ...table([{ head: 'source' }, { head: 'bans', isNumber: true }, { head: 'last ban' }], rows),
  ];
}

/** Whether the bans helped. */
export function effectsText({ effects, bans }: Report): string[] {
  if (effects === null) return wrapped(`${notKnown}: it takes both the sentry's log and Fail2ban's`, '  ');
  if (bans?.bans === 0) return ['  there is no ban to be followed'];
  return [
    spreadText('first line of a source to its first ban', effects.firstLineToBan),
    spreadText('first scan of a source to its first ban', effects.firstScanToBan),
    ...whileBannedText(effects),
    ...returnText(effects),
    spareText(effects),
  ]
    .flatMap(text => wrapped(text, '  '))
    .concat(spareTable(effects));
}

const spreadText = (what: string, spread: Spread | null): string =>
  spread === null
    ? `${what}: ${notKnown}`
    : `${what}: half within ${durationText(spread.median)}, nine in ten within ${durationText(spread.ninety)} ` +
      `(${counted(spread.count, 'source')})`;

function whileBannedText({ linesWhileBanned }: Effects): string[] {
  const { atFirst, handshake, packet } = linesWhileBanned;
  return [
    `lines of banned sources: ${numberText(atFirst)} within a minute of the ban; later ${numberText(packet)} with ` +
      `packet evidence, which is seen before a firewall drops it, and ${numberText(handshake)} with handshake evidence`,
    ...(handshake === 0
      ? []
      : [
          'a finished handshake of a banned source means that the ban keeps nobody out: "portjail doctor" looks for the cause',
        ]),
  ];
}

function returnText({ endedBans, returned, shareNeverBack, timeToReturn }: Effects): string[] {
  if (shareNeverBack === null) return ['no ban was over yet: nobody can have come back'];
  return [
    `after ${counted(endedBans, 'ban')} that ended: ${percentText(shareNeverBack)} never came back so far, ` +
      `${numberText(returned)} did`,
    ...(timeToReturn === null
      ? []
      : [spreadText('end of a ban to the return', timeToReturn).replace('source', 'return')]),
  ];
}

const spareText = ({ bansOfSpared }: Effects): string =>
  bansOfSpared === 0
    ? 'bans of a host that was ignored or protected within a day of it: none'
    : `bans of a host that was ignored or protected within a day of it: ${numberText(bansOfSpared)}; ` +
      '"portjail why ADDRESS" tells the story, "portjail unban ADDRESS" lifts a ban';

const spareTable = ({ someBansOfSpared }: Effects): string[] =>
  table(
    [{ head: 'source' }, { head: 'ban' }, { head: 'jail' }, { head: 'seen as' }],
    someBansOfSpared
      .slice(0, fewRows)
      .map(({ source, time, jail, seenAs }) => [source, minuteText(time), jail, seenAs]),
  );
