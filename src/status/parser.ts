import type { FileStamp } from '../config/read/host-files.ts';
import { mostNames } from '../config/read/names.ts';
import { isRecord } from '../config/schema/validated.ts';
import { loginGaps } from '../detect/spare/logins/login-gap.ts';
import type { Trouble } from '../log/trouble.ts';
import type { Place } from '../log/writer.ts';
import { type NameStanding, standingOutcomes } from '../names/standing.ts';
import { formatPrefix, parsePrefix } from '../net/address.ts';
import { formatHostName, parseHostName } from '../net/host-name.ts';
import { kinds } from '../probe.ts';
import { type Alert, mostAlerts } from './alerts.ts';
import { mostListed, type ProtectedList, type Status } from './shape.ts';

/**
 * Takes apart what `status.json` holds, which may be torn, old, of another version or written by somebody else. Whatever
 * comes out is fit to be shown: addresses and paths are looked through, words are of a list, and what is not known is left out.
 */

/** The status in a text; undefined when it is none, or not whole. */
export function parseStatus(text: string): Status | undefined {
  const found = parsed(text);
  const [version, pid] = [word(found['version'], /^[\w.+-]{1,30}$/), count(found['pid'])];
  const [start, started, time] = [
    count(found['processStart']),
    moment(found['started']),
    moment(found['time']),
  ];
  // Without these nobody can tell whose it is, and when it was written.
  if (pid === undefined || pid === 0 || start === undefined || time === undefined) return undefined;
  const [modes, ports] = [recordOf(found['modes']), recordOf(found['ports'])];
  return {
    version: version ?? 'unknown',
    pid,
    processStart: start,
    started: started ?? time,
    time,
    config: path(found['config']) ?? null,
    log: placeOf(found['log']),
    history: placeOf(found['history']),
    troubles: listOf(found['troubles'], 2).flatMap(troubleOf),
    modes: { tcp: oneOf(modes['tcp'], modeWords) ?? 'off', udp: oneOf(modes['udp'], modeWords) ?? 'off' },
    ports: { sockets: pairOf(ports['sockets']), captured: pairOf(ports['captured']) },
    way: wayOf(found['way']),
    resting: restingOf(found['resting']),
    // As long as a list of every second port.
    leftOut: word(found['leftOut'], /^\d[\d,-]{0,200000}$/) ?? '',
    counters: countersOf(found['counters']),
    tracked: count(found['tracked']) ?? 0,
    protected: listOf(found['protected'], 30).flatMap(protectedOf),
    state: stateOf(found['state']),
    loginGap: oneOf(found['loginGap'], loginGaps) ?? null,
    rulesUnread: found['rulesUnread'] === true,
    ignored: networksOf(found['ignored']),
    ignoredCount: count(found['ignoredCount']) ?? networksOf(found['ignored']).length,
    ignoredForATime: count(found['ignoredForATime']) ?? 0,
    names: listOf(found['names'], mostNames).flatMap(nameOf),
    ignoreFiles: listOf(found['ignoreFiles'], 100).flatMap(stampOf),
    alerts: alertsIn(found['alerts']),
  };
}

type Found = Readonly<Record<string, unknown>>;
const modeWords = ['connect', 'stealth', 'advanced', 'off'] as const;

function parsed(text: string): Found {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const recordOf = (value: unknown): Found => (isRecord(value) ? value : {});

const listOf = (value: unknown, most: number): unknown[] =>
  Array.isArray(value) ? value.slice(0, most) : [];

const word = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === 'string' && shape.test(value) ? value : undefined;

const oneOf = <T extends string>(value: unknown, words: readonly T[]): T | undefined =>
  words.find(candidate => candidate === value);

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Up to the last moment that a Date can hold. The kernel stamps packets to the nanosecond: fractions are dropped. */
const moment = (value: unknown): number | undefined => {
  const time = count(typeof value === 'number' ? Math.floor(value) : value);
  return time === undefined || time > 8.64e15 ? undefined : time;
};

/** An absolute path without anything that a terminal would take for more than a letter. */
const path = (value: unknown): string | undefined => word(value, /^\/[^\p{C}\p{Zl}\p{Zp}]{0,4095}$/u);

/** JSON has no word for infinity, and yet 1e999 is read as that. */
const isNumber = (value: unknown): value is number => Number.isFinite(value);

function placeOf(value: unknown): Place | null {
  const { file, device, inode } = recordOf(value);
  const name = path(file);
  if (name === undefined || !isNumber(device) || !isNumber(inode)) return null;
  return { file: name, device, inode };
}

/** The words of a sentry of another version, too: one line of plain text. */
function troubleOf(value: unknown): Trouble[] {
  const found = recordOf(value);
  const [file, since] = [path(found['file']), moment(found['since'])];
  const [what, fix] = [word(found['what'], sentence), word(found['fix'], sentence)];
  if (file === undefined || since === undefined || what === undefined || fix === undefined) return [];
  return [{ file, stopped: found['stopped'] === true, what, fix, since }];
}

function stampOf(value: unknown): FileStamp[] {
  const { written, changed, size } = recordOf(value);
  const [place, time] = [placeOf(value), moment(written)];
  if (place === null || time === undefined) return [];
  // A sentry of an earlier version says neither: of its files nobody can tell that they are the same.
  return [{ ...place, written: time, changed: moment(changed) ?? 0, size: count(size) ?? 0 }];
}

const pairOf = (value: unknown): { tcp: number; udp: number } => ({
  tcp: count(recordOf(value)['tcp']) ?? 0,
  udp: count(recordOf(value)['udp']) ?? 0,
});

const sentence = /^[^\p{C}\p{Zl}\p{Zp}]{1,5000}$/u;

/** Reasons are one line of plain text; JSON leaves out what is undefined. */
function wayOf(value: unknown): Status['way'] {
  if (!isRecord(value)) return null;
  const reason = (key: string): string | undefined => word(value[key], /^[^\p{C}\p{Zl}\p{Zp}]{1,500}$/u);
  return { whyNoTrap: reason('whyNoTrap'), whyNoHooks: reason('whyNoHooks') };
}

function stateOf(value: unknown): Status['state'] {
  const found = recordOf(value);
  const [file, bytes, time] = [path(found['file']), count(found['bytes']), moment(found['time'])];
  return file === undefined || bytes === undefined || time === undefined ? null : { file, bytes, time };
}

const restingOf = (value: unknown): Status['resting'] => ({
  ports: count(recordOf(value)['ports']) ?? 0,
  until: moment(recordOf(value)['until']) ?? null,
});

/** Whatever is counted, by this version or another. */
function countersOf(value: unknown): Record<string, number> {
  const entries = Object.entries(recordOf(value)).slice(0, 50);
  const known = entries.filter(
    ([name, number]) => /^[a-z]{1,20}$/i.test(name) && count(number) !== undefined,
  );
  return Object.fromEntries(known.map(([name, number]) => [name, Number(number)]));
}

function networksOf(value: unknown): string[] {
  const texts = listOf(value, mostListed).map(text =>
    typeof text === 'string' ? parsePrefix(text) : undefined,
  );
  return texts.flatMap(prefix => (prefix === undefined ? [] : formatPrefix(prefix)));
}

function protectedOf(value: unknown): ProtectedList[] {
  const found = recordOf(value);
  const name = word(found['name'], /^[a-z0-9]{1,20}$/);
  if (name === undefined) return [];
  const addresses = networksOf(found['addresses']);
  return [{ name, addresses, count: count(found['count']) ?? addresses.length }];
}

function nameOf(value: unknown): NameStanding[] {
  const found = recordOf(value);
  const name = typeof found['name'] === 'string' ? parseHostName(found['name']) : undefined;
  const outcome = oneOf(found['outcome'], standingOutcomes);
  if (name === undefined || outcome === undefined) return [];
  return [
    {
      name: formatHostName(name),
      outcome,
      addresses: networksOf(found['addresses']),
      refused: networksOf(found['refused']),
      left: count(found['left']) ?? 0,
      answered: moment(found['answered']) ?? null,
      until: moment(found['until']) ?? null,
    },
  ];
}

/** Alerts as they were written, here or in the state; what is none is left out. */
export const alertsIn = (value: unknown): Alert[] => listOf(value, mostAlerts).flatMap(alertsOf);

function alertsOf(value: unknown): Alert[] {
  const found = recordOf(value);
  const time = moment(found['time']);
  const source = typeof found['source'] === 'string' ? parsePrefix(found['source']) : undefined;
  const evidence = oneOf(found['evidence'], ['handshake', 'packet'] as const);
  const kind = oneOf(found['kind'], kinds);
  const protocol = oneOf(found['protocol'], ['tcp', 'udp'] as const);
  const [port, hits, ports] = [count(found['port']), count(found['hits']), count(found['ports'])];
  if (time === undefined || source === undefined || evidence === undefined || kind === undefined) return [];
  if (protocol === undefined || port === undefined || hits === undefined || ports === undefined) return [];
  if (port > 65_535) return [];
  return [{ time, source: formatPrefix(source), evidence, kind, protocol, port, hits, ports }];
}
