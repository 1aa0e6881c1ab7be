import { format } from 'date-fns/format';
import type { HeldBack, Touch } from '../events/event.ts';
import type { Shared } from '../events/shared/hear-shared.ts';
import { formatSource, type Reason } from '../log/line.ts';
import type { Told } from '../log/once.ts';
import { formatAddress } from '../net/address.ts';
import { portText, type ServiceNames } from '../net/service-names.ts';

/** One line for people, in columns as long as the source is an IPv4 address. Nothing in it is the attacker's text. */
export const formatText = (entry: Told, services: ServiceNames): string =>
  `${localTime(entry.time)}  ${entry.verb === 'held' ? heldText(entry) : touchText(entry, services)}`;

/** The same as one JSON object; times are ISO in UTC. */
export const formatJson = (entry: Told, services: ServiceNames): string =>
  JSON.stringify(entry.verb === 'held' ? heldObject(entry) : touchObject(entry, services));

function touchText(entry: Touch, services: ServiceNames): string {
  const columns: [text: string, width: number][] = [
    [formatSource(entry), 15],
    [portText(entry, services), 21],
    [entry.kind, 7],
    [entry.evidence, 9],
    [verdictText(entry), 19],
    [`${counted(entry.hits, 'hit')} on ${counted(entry.ports, 'port')}`, 0],
  ];
  return columns.map(([text, width]) => text.padEnd(width)).join('  ');
}

function verdictText(entry: Touch): string {
  if (entry.verb === 'scan') return 'scan';
  return entry.origin === undefined ? `seen, ${entry.why}` : `told by ${entry.origin}`;
}

/** What another host has proven, marked as such: it is no touch of this one. */
export const formatSharedText = (entry: Shared, services: ServiceNames): string =>
  [
    localTime(entry.time),
    formatAddress(entry.source).padEnd(15),
    portText({ port: entry.port, protocol: 'tcp' }, services).padEnd(21),
    `fleet: named by ${entry.origin}${entry.hosts > 1 ? `, ${counted(entry.hosts, 'host')} in all` : ''}, ${entry.verb === 'fleet' ? 'to be banned' : 'no ban'}`,
  ].join('  ');

/** The same as one JSON object. */
export const formatSharedJson = (
  { time, verb, source, port, origin, hosts, pid }: Shared,
  services: ServiceNames,
): string =>
  JSON.stringify({
    time: new Date(time).toISOString(),
    verb,
    source: formatAddress(source),
    protocol: 'tcp',
    port,
    service: services(port, 'tcp') ?? null,
    evidence: 'handshake',
    origin,
    hosts,
    pid,
  });

const causes: Readonly<Record<Reason, string>> = {
  flood: 'too many sources at once',
  'kernel-drop': 'the kernel dropped packets',
  repeat: 'repeats',
};

const heldText = (entry: HeldBack): string =>
  `held back: ${counted(entry.lines, 'line')} of ${counted(entry.sources, 'source')} ` +
  `since ${localTime(entry.since)} (${causes[entry.reason]})`;

function touchObject(entry: Touch, services: ServiceNames): object {
  const { time, verb, pid, target, protocol, port, kind, evidence, hits, ports } = entry;
  return {
    time: new Date(time).toISOString(),
    verb,
    ...(verb === 'seen' ? { why: entry.why } : {}),
    ...(verb === 'seen' && entry.origin !== undefined ? { origin: entry.origin } : {}),
    source: formatSource(entry),
    target: formatAddress(target),
    protocol,
    port,
    service: services(port, protocol) ?? null,
    kind,
    evidence,
    hits,
    ports,
    pid,
  };
}

function heldObject({ time, verb, reason, lines, sources, since, pid }: HeldBack): object {
  return {
    time: new Date(time).toISOString(),
    verb,
    reason,
    lines,
    sources,
    since: new Date(since).toISOString(),
    pid,
  };
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const localTime = (time: number): string => format(time, 'yyyy-MM-dd HH:mm:ss');
