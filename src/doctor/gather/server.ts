import { statSync } from 'node:fs';
import { type Client, fail2banVersion } from '../../jails/client.ts';
import { serverSetting } from '../../jails/dump.ts';
import { faultOf } from '../../jails/fault.ts';
import type { ServerFacts } from '../facts.ts';
import { parsePython } from '../python.ts';
import { lastLines } from './log.ts';
import { type Process, processesHere } from './processes.ts';

/** Fail2ban's server process here, whoever started it. */
export const serverProcess = (): Process | undefined =>
  processesHere().find(({ words }) => words.some(word => /(?:^|\/)fail2ban-server$/.test(word)));

/** Asks the server, and Fail2ban's files through `fail2ban-client -t` and the text of `-d`. */
export function gatherServer(client: Client, dump: string): Omit<ServerFacts, 'recidive' | 'configured'> {
  const version = fail2banVersion();
  const ping = client('ping');
  const state = ping.code === 0 ? 'up' : /Permission denied/.test(ping.err + ping.out) ? 'forbidden' : 'down';
  const ask = (shape: RegExp, ...words: string[]): string | undefined =>
    state === 'up' ? shape.exec(client(...words).out)?.[1] : undefined;
  const target = ask(/^`- (.*)$/m, 'get', 'logtarget') ?? serverSetting(dump, 'logtarget') ?? '';
  return {
    version,
    state,
    refused: version === undefined ? undefined : faultOf(client('-t')),
    target,
    level: ask(/'(\w+)'/, 'get', 'loglevel') ?? serverSetting(dump, 'loglevel') ?? '',
    targetIsFile: target.startsWith('/') && statSync(target, { throwIfNoEntry: false })?.isFile() === true,
    zoneOff: target.startsWith('/') ? zoneOff(target) : undefined,
    running: (ask(/Jail list:[ \t]*(.*)$/m, 'status') ?? '').split(/,\s*/).filter(name => name !== ''),
    banned: state === 'up' ? bannedBy(client) : new Map(),
  };
}

/** Every ban, by jail: `banned` prints a list of one dictionary a jail. */
export function bannedBy(client: Client): Map<string, string[]> {
  const jails = parsePython(client('banned').out);
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
