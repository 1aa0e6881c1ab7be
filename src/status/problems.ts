import { statSync } from 'node:fs';
import { type Sight, servedFirst } from '../config/served-first.ts';
import { isCapture } from '../config/watched.ts';
import { loginGapLine } from '../detect/spare/logins/login-gap.ts';
import { type ServerState, serverTrouble } from '../fail2ban/server.ts';
import { unreadRules } from '../firewall/blindness.ts';
import { prefixJail } from '../jails/pack/names.ts';
import type { Place } from '../log/writer.ts';
import type { askerOf } from '../names/answers.ts';
import { namesUnaskedText, nameText, startAsker } from '../names/text.ts';
import { processStart } from '../sys/process/processes.ts';
import { isSameFile } from '../util/files/same-file.ts';
import type { Alert } from './alerts.ts';
import { manyRest } from './caveats.ts';
import { isRunning, noFileFix, type Reading } from './read.ts';
import type { Status } from './shape.ts';
import { ago, silence, silenceFix } from './silence.ts';
import type { JailStanding, Standing } from './standing.ts';

/** What keeps the chain from doing its work, each with its fix; empty when all is well. */

/** The sentry looks every five seconds whether its log was renamed (milliseconds). */
const untilReopened = 10_000;

/** The status of a sentry that lives, or undefined when none does, or none can be seen. */
export const livingStatus = (found: Reading): Status | undefined =>
  'status' in found && isRunning(found) ? found.status : undefined;

export function sentryProblems(found: Reading, path: string, now: number): string[] {
  const status = livingStatus(found);
  if (status === undefined) return [whyDown(found, path, now)];
  return [...silent(status, path, now), ...troubled(status, now, true), ...placeProblems(status)];
}

function silent({ pid, time }: Status, path: string, now: number): string[] {
  const how = silence(time, now, path);
  return how === undefined ? [] : [`the sentry, process ${pid}, lives but ${how}: ${silenceFix}`];
}

function whyDown(found: Reading, path: string, now: number): string {
  const start = 'start it with "systemctl start portjail" or "portjail run"';
  if ('status' in found) {
    const { pid, time, processStart: began } = found.status;
    if (processStart(pid) === began)
      return `cannot tell whether a sentry runs: ${path} names process ${pid}, which is no sentry of the user that it belongs to; remove it, and ${start}`;
    return `the sentry does not run: process ${pid} ended without a word, ${ago(time, now)} at the earliest; ${start}`;
  }
  if (found.fault === 'absent') return `no sentry runs, or it may not write ${path}; ${start}`;
  if (found.fault === 'forbidden')
    return `cannot tell whether a sentry runs: ${path} is for root and the sentry's user; ask as root`;
  const why = found.fault === 'no file' ? `it ${found.why}; ${noFileFix}` : `${found.why}; ${start}`;
  return `cannot tell whether a sentry runs: cannot read ${path}: ${why}`;
}

const placeProblems = ({ log, history, time }: Status): string[] =>
  [log, history].flatMap(place => (place === null ? [] : placeProblem(place, time)));

/** What keeps lines from being written, or only slows that. */
const troubled = ({ troubles }: Pick<Status, 'troubles'>, now: number, stopped: boolean): string[] =>
  troubles
    .filter(trouble => trouble.stopped === stopped)
    .map(({ what, fix, since }) => `${what}, since ${ago(since, now)}: ${fix}`);

/** What Fail2ban follows is the name; what the sentry writes is the file. */
function placeProblem({ file, device, inode }: Place, time: number): string[] {
  const fix = '"systemctl reload portjail" (SIGHUP) opens it anew';
  try {
    const named = statSync(file);
    if (named.ino === inode && named.dev === device) return [];
    if (time - named.birthtimeMs < untilReopened) return [];
    return [`${file} is not the file that the sentry writes, which was renamed or deleted: ${fix}`];
  } catch {
    return [`${file} is gone, or this user may not see it: ${fix}`];
  }
}

/** Names that nobody looks up, of those that the sentry is to spare. */
export function nameProblems(status: Status | undefined, asker: ReturnType<typeof askerOf>): string[] {
  const what = namesUnaskedText(status?.names ?? [], asker);
  return what === undefined ? [] : [`${what}: "${startAsker}", or "portjail names"`];
}

/** What an administrator should know, though everything works. */
export function sentryWarnings(status: Status | undefined): string[] {
  if (status === undefined) return [];
  const { loginGap, rulesUnread } = status;
  return [
    ...(loginGap === null ? [] : [loginGapLine(loginGap)]),
    ...troubled(status, status.time, false),
    ...(rulesUnread ? [`${unreadRules.what}; ${unreadRules.fix}`] : []),
    ...[manyRest(status)].flatMap(caveat => (caveat === undefined ? [] : `${caveat.what}; ${caveat.fix}`)),
    ...status.names
      .filter(({ addresses }) => addresses.length === 0)
      .map(name => `the name ${nameText(name, status.time)}`),
    ...servedFirst(sightOf(status)),
  ];
}

/** A stealth or advanced sentry has no TCP socket open but decoys. */
const sightOf = ({ modes, ports, protected: lists }: Status): Sight => ({
  packets: isCapture(modes.tcp) || isCapture(modes.udp),
  handshakes: ports.sockets.tcp > 0,
  sparesConnected: lists.some(({ name }) => name === 'connected'),
});

/** `log` is the file that the sentry writes, `installed` the one that the installed jails read. */
export function jailProblems({ server, jails }: Standing, log?: string, installed?: string): string[] {
  const wanted = jails.filter(({ state }) => state !== 'off' && state !== 'not installed');
  if (wanted.length === 0) return [];
  const apart =
    log !== undefined && installed !== undefined && !isSameFile(log, installed)
      ? [`the jails read another log than the sentry writes, ${log}: install them with that log (--log)`]
      : [];
  return [...serverProblem(server), ...wanted.flatMap(missingProblem), ...apart];
}

const serverProblem = (server: ServerState): string[] => {
  if (server === 'up') return [];
  const { what, fix } = serverTrouble[server];
  return [`${what}: ${fix}`];
};

const missingProblem = ({ name, state }: JailStanding): string[] =>
  state === 'missing'
    ? [
        `the jail ${name} is switched on and Fail2ban does not run it: "fail2ban-client reload", or "portjail install"`,
      ]
    : [];

/** While a network is named none of its addresses is: with its jail off, who scans from there is not banned at all. */
export function networkProblems(jails: readonly JailStanding[], alerts: readonly Alert[]): string[] {
  const named = alerts.find(({ source }) => source.includes('/'))?.source;
  const isUnbanned = jails.some(
    ({ name, state }) => name === prefixJail && (state === 'off' || state === 'not installed'),
  );
  if (named === undefined || !isUnbanned || jails.every(({ state }) => state === 'not installed')) return [];
  return [
    `the network ${named} was named (trigger.ipv6Prefix) and the jail ${prefixJail} is off, so nobody bans it: ` +
      'run "portjail install" again, or set trigger.ipv6Prefix to 0',
  ];
}
