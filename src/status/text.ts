import { format } from 'date-fns/format';
import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { leftOutText } from '../config/effective.ts';
import { nameText } from '../names/text.ts';
import { portText, serviceNames } from '../net/service-names.ts';
import { wayText } from '../sentry/ways.ts';
import type { Alert } from './alerts.ts';
import type { FleetFound } from './fleet/find.ts';
import { fleetRows } from './fleet/rows.ts';
import { type Force, forceText } from './force.ts';
import type { ProtectedList, Status } from './shape.ts';
import type { JailStanding } from './standing.ts';

/** What the screen is made of; every text in it has been looked through before. */
export interface Screen {
  /** Undefined when no sentry runs. */
  readonly status: Status | undefined;
  readonly force: Force;
  readonly jails: readonly JailStanding[];
  readonly alerts: readonly Alert[];
  /** Undefined where this host is in no fleet. */
  readonly fleet: FleetFound | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly now: number;
}

/** Addresses of one row; `--json` has more. */
const fitting = 6;

/** One screen for people. */
export function statusText({ status, force, jails, alerts, fleet, problems, warnings, now }: Screen): string {
  const rows: [string, string][] = [
    ['in force', forceText[force]],
    ...(status === undefined ? downRows : sentryRows(status, now)),
    ...labelled('jails', jailRows(jails)),
    ...labelled('alerts', alertRows(alerts, now)),
    ...(fleet === undefined ? [] : labelled('fleet', fleetRows(fleet, serviceNames(), now))),
    ...(status === undefined ? [] : labelled('protected', protectedRows(status))),
    ...(status === undefined
      ? []
      : labelled(
          'names',
          status.names.map(name => nameText(name, now)),
        )),
  ];
  const lines = rows.map(([name, text]) => `${name.padEnd(11)} ${text}`.trimEnd());
  const notes = [...problems.map(text => `problem: ${text}`), ...warnings.map(text => `warning: ${text}`)];
  return [...lines, ...notes, ''].join('\n');
}

const labelled = (label: string, texts: readonly string[]): [string, string][] =>
  texts.map((text, index) => [index === 0 ? label : '', text]);

const downRows: [string, string][] = [['sentry', 'is not seen to run']];

function sentryRows(status: Status, now: number): [string, string][] {
  const since = `${localTime(status.started)} (${formatDistanceStrict(status.started, now)})`;
  return [
    ['sentry', `portjail ${status.version}, process ${status.pid}, since ${since}`],
    ['config', status.config ?? 'the built-in defaults'],
    ['watches', `TCP ${portsText(status, 'tcp')}; UDP ${portsText(status, 'udp')}`],
    ...labelled('answering', answeringRows(status)),
    ...labelled('resting', restingRows(status)),
    ...labelled('left out', leftOutRows(status)),
    ['log', status.log?.file ?? 'none is open'],
    ...(status.history === null ? [] : labelled('history', [status.history.file])),
    ...labelled('counters', counterRows(status)),
  ];
}

function portsText({ modes, ports }: Status, protocol: 'tcp' | 'udp'): string {
  if (modes[protocol] === 'off') return 'off';
  const [open, captured] = [ports.sockets[protocol], ports.captured[protocol]];
  const counts = [
    ...(captured > 0 ? [`${captured} unopened`] : []),
    ...(open > 0 || captured === 0 ? [`${open} open`] : []),
  ];
  return `${modes[protocol]}, ports: ${counts.join(', ')}`;
}

/** How ports that answer are watched, where there are any. */
const answeringRows = ({ ports: { sockets }, way }: Status): string[] =>
  way === null || sockets.tcp + sockets.udp === 0 ? [] : [wayText(way)];

/** Ports of services that may only be restarting. */
function restingRows({ resting: { ports, until } }: Status): string[] {
  if (ports === 0 || until === null) return [];
  return [
    `${counted(ports, 'port')} whose service has gone: not watched yet, the last until ${localTime(until)}`,
  ];
}

const leftOutRows = ({ leftOut }: Status): string[] => (leftOut === '' ? [] : [leftOutText(leftOut)]);

const nouns = new Map([
  ['scan', 'scan'],
  ['seen', 'observation'],
  ['held', 'repeat'],
  ['repeat', 'repeat'],
]);
const phrases = new Map([
  ['flood', 'held back in a flood'],
  ['waiting', 'waiting'],
  ['quiet', 'not worth a line'],
]);

/** What became of some probes; a counter of another version has its own name shown. */
function fateText(name: string, count: number): string {
  const noun = nouns.get(name);
  return noun === undefined ? `${count} ${phrases.get(name) ?? name}` : counted(count, noun);
}

/** Of the probes, what became of them adds up; the rest is no probe that was seen. */
function counterRows({ counters, tracked }: Status): string[] {
  const { probes = 0, dropped = 0, lost = 0, ...fates } = counters;
  const parts = Object.entries(fates).filter(([, count]) => count > 0);
  const sum = parts.map(([name, count]) => fateText(name, count)).join(' + ');
  return [
    `${counted(probes, 'probe')}${sum === '' ? '' : ` = ${sum}`}`,
    `${counted(dropped, 'packet')} dropped by the kernel, ${counted(lost, 'line')} lost, ${counted(tracked, 'source')} remembered`,
  ];
}

const states = {
  off: 'is off',
  'not installed': 'is not installed',
  missing: 'is on, and Fail2ban does not run it',
  unknown: 'is on, and Fail2ban cannot be asked',
} as const;

function jailRows(jails: readonly JailStanding[]): string[] {
  if (jails.every(({ state }) => state === 'not installed'))
    return ['none is installed ("portjail setup" installs them)'];
  return jails.map(jailText);
}

function jailText(jail: JailStanding): string {
  if (jail.state !== 'up') return `${jail.name} ${states[jail.state]}`;
  const banned = jail.banned.length === 0 ? '' : `: ${listed(jail.banned, jail.currently)}`;
  return `${jail.name} has banned ${jail.total} since it started, ${jail.currently} now${banned}`;
}

function alertRows(alerts: readonly Alert[], now: number): string[] {
  if (alerts.length === 0) return ['none'];
  const services = serviceNames();
  return alerts.map(alert => {
    const { time, source, kind, evidence, hits, ports } = alert;
    const age = formatDistanceStrict(time, now, { addSuffix: true });
    const how = `${kind.padEnd(7)}  ${evidence.padEnd(9)}`;
    return `${age.padEnd(14)}  ${source.padEnd(15)}  ${portText(alert, services).padEnd(18)}  ${how}  ${counted(hits, 'hit')} on ${counted(ports, 'port')}`;
  });
}

/** Whom each name protects, a row each; then those that protect nobody. */
export function protectedRows(
  status: Pick<Status, 'protected' | 'ignored' | 'ignoredCount' | 'ignoredForATime'>,
): string[] {
  const lists: readonly ProtectedList[] = [
    ...status.protected,
    { name: 'ignored', addresses: status.ignored, count: status.ignoredCount },
  ];
  const [known, empty] = [lists.filter(isKnown), lists.filter(list => !isKnown(list))];
  const nobody =
    empty.length === 0 ? [] : [`${'nobody'.padEnd(10)} by ${empty.map(({ name }) => name).join(' ')}`];
  return [
    ...known.map(({ name, addresses, count }) => `${name.padEnd(10)} ${whoText(name, addresses, count)}`),
    ...(status.ignoredForATime === 0
      ? []
      : [`${''.padEnd(10)} ${status.ignoredForATime} of those for a time`]),
    ...nobody,
  ];
}

const isKnown = ({ name, count }: ProtectedList): boolean => name === 'connected' || count > 0;

const whoText = (name: string, addresses: readonly string[], count: number): string =>
  name === 'connected'
    ? 'anyone who holds a connection with this host or was served lately, from packet evidence'
    : listed(addresses, count);

function listed(addresses: readonly string[], count: number): string {
  const shown = addresses.slice(0, fitting);
  const more = count - shown.length;
  return `${shown.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const localTime = (time: number): string => format(time, 'yyyy-MM-dd HH:mm:ss');
