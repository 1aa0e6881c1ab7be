import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import type { Counted, OriginAccount } from '../receive/accounts.ts';
import { oddText } from './odd.ts';
import type { FleetStatus } from './shape.ts';
import { countTexts } from './words.ts';

/** Hosts that are shown. */
const fitting = 20;

/** A status as people read it. */
export function fleetText(status: FleetStatus, runs: boolean, now: number): string {
  const { name, totals, origins, waiting } = status;
  const rows: [string, string][] = [
    ['fleet', runs ? `runs as ${name}` : `does not run; as it was ${ago(status.time, now)} ago:`],
    ['hub', hubText(status, now)],
    ['tells', tellsText(status)],
    ['takes', takesText(status)],
    ['heard', `${countedText(totals)}${waiting > 0 ? `, ${waiting} waiting` : ''}`],
    ...origins.slice(0, fitting).map(origin => ['', originText(origin, now)] satisfies [string, string]),
    ...(origins.length > fitting
      ? [['', `and ${origins.length - fitting} more hosts`] satisfies [string, string]]
      : []),
    ...origins.flatMap(oddRow),
  ];
  return rows.map(([title, text]) => `${title.padEnd(8)}${text}\n`).join('');
}

/** The same in one line, for a service manager. */
export function shortText({ server, why, told, totals }: FleetStatus): string {
  const link = server === '' ? `no connection${why === '' ? '' : `: ${why}`}` : `connected to ${server}`;
  return `${link}; ${told} told, ${totals.received} received, ${totals.lines} lines`;
}

/** A host that tells what no sound one does, by its name. */
const oddRow = (origin: OriginAccount): [string, string][] => {
  const what = oddText(origin);
  return what === '' ? [] : [['odd', `${origin.name} tells what no sound host does: ${what}`]];
};

/** What was told to others. */
export const tellsText = ({ publish, told, left }: FleetStatus): string =>
  publish ? `${told} told${left > 0 ? `, ${left} left out: too many at a time` : ''}` : 'nothing';

/** The hub, for how long, and whether all that was missed has come. */
export function hubText({ server, why, since, caughtUp }: FleetStatus, now: number): string {
  if (server === '') return `no connection for ${ago(since, now)}: ${why || 'not yet'}`;
  const missed = caughtUp === 0 ? 'what was missed has not come yet' : `caught up ${ago(caughtUp, now)} ago`;
  return `${server} for ${ago(since, now)}, ${missed}`;
}

/** What is taken of others, and what comes of it. */
export function takesText({ accept, hosts }: FleetStatus): string {
  if (accept === false) return 'nothing (fleet.accept is false)';
  const by = hosts === 1 ? 'one other host' : `${hosts} other hosts`;
  return accept === true
    ? `what ${by} named: it is banned here`
    : `what ${by} named: it is written down, and nobody is banned (fleet.accept is "observe")`;
}

const originText = (origin: OriginAccount, now: number): string =>
  `${origin.name}: ${countedText(origin)}, last ${ago(origin.heard, now)} ago`;

/** All that was received, and what came of it. */
export const countedText = (counted: Counted): string =>
  [
    `${counted.received} received`,
    `${counted.lines} line${counted.lines === 1 ? '' : 's'}`,
    ...[countTexts(counted)].filter(text => text !== ''),
  ].join(', ');

const ago = (time: number, now: number): string => formatDistanceStrict(Math.min(time, now), now);
