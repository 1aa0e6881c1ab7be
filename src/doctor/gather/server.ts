import { statSync } from 'node:fs';
import { type Asking, type Client, fail2banVersion } from '../../fail2ban/client.ts';
import { faultOf } from '../../fail2ban/fault.ts';
import { parsePython } from '../../fail2ban/python.ts';
import type { Answers } from '../../fail2ban/session.ts';
import { serverSetting } from '../../jails/dump.ts';
import { type Process, processesHere } from '../../sys/processes.ts';
import type { ServerFacts } from '../facts.ts';
import { lastLines } from './log.ts';

/** Fail2ban's server process here, whoever started it. */
export const serverProcess = (): Process | undefined =>
  processesHere().find(({ words }) => words.some(word => /(?:^|\/)fail2ban-server$/.test(word)));

/** What is asked of a running server, beside what its jails are asked (jails.ts). */
export const serverQuestions = ['get logtarget', 'get loglevel', 'status', 'banned'] as const;

export function stateOf(client: Client): ServerFacts['state'] {
  const { code, out, err } = client('ping');
  if (code === 0) return 'up';
  return /Permission denied/.test(err + out) ? 'forbidden' : 'down';
}

/** The server by its answers, and by Fail2ban's files where it does not run: `fail2ban-client -t`, the text of `-d`. */
export function serverBy(
  state: ServerFacts['state'],
  answers: Answers,
  client: Client,
  dump: string,
): Omit<ServerFacts, 'recidive' | 'configured'> {
  const version = fail2banVersion();
  const target = /^`- (.*)$/m.exec(answers('get logtarget'))?.[1] ?? serverSetting(dump, 'logtarget') ?? '';
  return {
    version,
    state,
    refused: version === undefined ? undefined : faultOf(client('-t')),
    target,
    level: /'(\w+)'/.exec(answers('get loglevel'))?.[1] ?? serverSetting(dump, 'loglevel') ?? '',
    targetIsFile: target.startsWith('/') && statSync(target, { throwIfNoEntry: false })?.isFile() === true,
    zoneOff: target.startsWith('/') ? zoneOff(target) : undefined,
    running: (/Jail list:[ \t]*(.*)$/m.exec(answers('status'))?.[1] ?? '')
      .split(/,\s*/)
      .filter(name => name !== ''),
    banned: parseBanned(answers('banned')),
  };
}

/** Every ban now, by jail. */
export const bannedBy = async (ask: Asking | Client): Promise<Map<string, string[]>> =>
  parseBanned((await ask('banned')).out);

/** `banned` prints a list of one dictionary a jail. */
export function parseBanned(text: string): Map<string, string[]> {
  const jails = parsePython(text);
  const pairs = Array.isArray(jails) ? jails.flat() : [];
  return new Map(
    pairs.flatMap((pair: unknown): [string, string[]][] => {
      if (!Array.isArray(pair)) return [];
      const [name, list]: unknown[] = pair;
      return [[String(name), Array.isArray(list) ? list.map(String) : []]];
    }),
  );
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
