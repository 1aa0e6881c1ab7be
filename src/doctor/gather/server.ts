import { statSync } from 'node:fs';
import { fail2banVersion } from '../../fail2ban/client.ts';
import { serverSetting, type Tested } from '../../fail2ban/dump.ts';
import { journalRefusal, refusalOf, skippedIn } from '../../fail2ban/refusal.ts';
import { type Answers, parseBanned, type Server } from '../../fail2ban/server.ts';
import { isOurJail } from '../../jails/pack/names.ts';
import type { ServerFacts } from '../facts.ts';
import { lastLines } from './log.ts';

/** What is asked of a running server, beside what its jails are asked (jails.ts). */
export const serverQuestions = ['version', 'get logtarget', 'get loglevel', 'get dbfile', 'banned'] as const;

/** The server by its answers, and by Fail2ban's files where it does not run: `fail2ban-client -t`, `-d`. */
export function serverBy(
  { state, running }: Pick<Server, 'state' | 'running'>,
  answers: Answers,
  { dump, tested }: Tested,
): Omit<ServerFacts, 'recidive' | 'configured'> {
  const version = answers('version').trim() || fail2banVersion();
  const target = /^`- (.*)$/m.exec(answers('get logtarget'))?.[1] ?? serverSetting(dump, 'logtarget') ?? '';
  return {
    version,
    state,
    refused: version === undefined ? undefined : (refusalOf(tested, isOurJail) ?? journalRefusal(dump)),
    skipped: version === undefined ? [] : skippedIn(tested).filter(({ jail }) => !isOurJail(jail)),
    target,
    level: /'(\w+)'/.exec(answers('get loglevel'))?.[1] ?? serverSetting(dump, 'loglevel') ?? '',
    targetIsFile: target.startsWith('/') && statSync(target, { throwIfNoEntry: false })?.isFile() === true,
    zoneOff: target.startsWith('/') ? zoneOff(target) : undefined,
    database: {
      live: /^`- (\/.*)$/m.exec(answers('get dbfile'))?.[1],
      configured: [serverSetting(dump, 'dbfile')].find(file => file?.startsWith('/')),
    },
    running,
    banned: parseBanned(answers('banned')),
  };
}

/** How far the last stamp of Fail2ban's log, local time, is from when the file was written. */
function zoneOff(path: string): number | undefined {
  const stamps = (lastLines(path) ?? []).map(line =>
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) /.exec(line),
  );
  const [, day, time, millis] = stamps.findLast(match => match !== null) ?? [];
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (day === undefined || written === undefined) return undefined;
  return Date.parse(`${day}T${time}.${millis}`) - written;
}
