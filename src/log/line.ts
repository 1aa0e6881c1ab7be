import {
  type Address,
  formatAddress,
  formatPrefix,
  maskAddress,
  parseAddress,
  parsePrefix,
} from '../net/address.ts';
import { type Evidence, type Kind, kinds, type Probe, type Protocol } from '../probe.ts';
import { stamp } from './stamp.ts';

/**
 * The line, in one place: written, read back, and the pattern that the Fail2ban filter is rendered from.
 * Nothing from the network is in it but addresses and numbers that are formatted here.
 */

/**
 * Why a touch is only an observation and bans nobody; `distributed`: many addresses of one network scan together; `lan`: a
 * machine of the LAN has tried a service or two that a LAN has; `told`: another host of the fleet has seen it, see fleet/collect.
 */
export const whys = ['below-trigger', 'distributed', 'ignored', 'lan', 'protected', 'told'] as const;
export type Why = (typeof whys)[number];

/** Why lines were held back. */
export const reasons = ['flood', 'kernel-drop', 'repeat'] as const;
export type Reason = (typeof reasons)[number];

/** What a source did so far within its window. */
export interface Tally {
  readonly hits: number;
  readonly ports: number;
}

/** What was held back: exact counts, since when (milliseconds since the epoch). */
export interface Held {
  readonly reason: Reason;
  readonly lines: number;
  readonly sources: number;
  readonly since: number;
}

/** A line read back. Times are milliseconds since the epoch. */
export type Entry =
  | ({ readonly verb: 'scan'; readonly pid: number } & Probe & Tally)
  | ({
      readonly verb: 'seen';
      readonly pid: number;
      readonly why: Why;
      /** Which host has seen it; of `told` alone. */
      readonly origin?: string;
    } & Probe &
      Tally)
  | ({ readonly verb: 'held'; readonly pid: number; readonly time: number } & Held)
  | { readonly verb: 'again'; readonly pid: number; readonly time: number; readonly lines: number };

/** The ban-grade line, the only one that a shipped filter matches. */
export const formatScan = (probe: Probe, tally: Tally, pid: number): string =>
  `${headOf(probe.time, pid)} scan ${touch(probe, tally)}`;

/** An observation: nobody is banned for it. */
export const formatSeen = (probe: Probe, tally: Tally, why: Why, pid: number): string =>
  `${headOf(probe.time, pid)} seen ${touch(probe, tally)} why=${why}`;

/** What another host has seen: an observation here. Throws RangeError for a name that no host of a fleet has. */
export function formatTold(probe: Probe, tally: Tally, origin: string, pid: number): string {
  if (!/^[a-z0-9-]{1,32}$/.test(origin)) throw new RangeError('expected a host name of the fleet');
  return `${formatSeen(probe, tally, 'told', pid)} origin=${origin}`;
}

/** How much was not written. */
export const formatHeld = (time: number, held: Held, pid: number): string =>
  `${headOf(time, pid)} held reason=${held.reason} lines=${held.lines} sources=${held.sources} ` +
  `since=${(held.since / 1000).toFixed(3)}`;

/**
 * That the next so many lines stood in the file that was rotated away before Fail2ban may have read them. They are the
 * same lines, and count once: see once.ts.
 */
export const formatAgain = (time: number, lines: number, pid: number): string =>
  `${headOf(time, pid)} again lines=${lines}`;

/** The stamp, and whose line it is: how every line begins. */
export const headOf = (time: number, pid: number): string => `${stamp(time)} portsentry[${pid}]:`;

/** The source as a line names it: an address, or the network that is meant by it. */
export const formatSource = ({ source, prefix }: Pick<Probe, 'source' | 'prefix'>): string =>
  prefix === undefined
    ? formatAddress(source)
    : formatPrefix({ address: maskAddress(source, prefix), length: prefix });

const touch = (probe: Probe, tally: Tally): string =>
  `src=${formatSource(probe)} evidence=${probe.evidence} kind=${probe.kind} proto=${probe.protocol} ` +
  `dport=${probe.port} dst=${formatAddress(probe.target)} hits=${tally.hits} ports=${tally.ports}`;

/** The stamp and the blank behind it, for where Fail2ban does not cut it out. */
export const stampPattern = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z \\d{10,11}\\.\\d{3}\\s';

/** Fail2ban's `datepattern`: the whole stamp, by its epoch. A literal `%` would have to be doubled; there is none. */
export const datePattern = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z {EPOCH}\\s';

/**
 * Fail2ban's `failregex` for ban-grade lines of one evidence, from behind the stamp to the end of the line. Actions get
 * the port and the protocol as `<F-PORT>` and `<F-PROTO>`.
 */
export const failRegex = (evidence: Evidence): string => scanRegex('<ADDR>', evidence);

/**
 * The same for lines that name a whole IPv6 network of 64 to 127 bits, and no other. `<SUBNET>` alone also takes a single
 * address, IPv4 and ::/0. Digits are spelt out: Python's `\d` takes those of every script.
 */
export const prefixFailRegex = (): string =>
  scanRegex(`(?=[0-9a-f:]{2,39}/(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]) )<SUBNET>`, 'handshake');

const scanRegex = (source: string, evidence: Evidence): string =>
  `portsentry\\[\\d{1,10}\\]: scan ${touchPattern({
    source,
    evidence,
    kind: `(?:${kinds.join('|')})`,
    protocol: '<F-PROTO>(?:tcp|udp)</F-PROTO>',
    port: '<F-PORT>\\d{1,5}</F-PORT>',
    target: '[0-9a-f:.]{2,45}',
    hits: '\\d{1,15}',
    ports: '\\d{1,6}',
  })}$`;

type Field = 'source' | 'evidence' | 'kind' | 'protocol' | 'port' | 'target' | 'hits' | 'ports';

const touchPattern = (field: Readonly<Record<Field, string>>): string =>
  `src=${field.source} evidence=${field.evidence} kind=${field.kind} proto=${field.protocol} ` +
  `dport=${field.port} dst=${field.target} hits=${field.hits} ports=${field.ports}`;

/** What reads that back: seconds, milliseconds, pid. */
export const headShape =
  '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (\\d{1,11})\\.(\\d{3}) portsentry\\[(\\d{1,10})\\]: ';
const touchShape = new RegExp(
  `${headShape}(scan|seen) ${touchPattern({
    source: '([0-9a-f:.]{2,45}(?:/\\d{1,3})?)',
    evidence: '(handshake|packet)',
    kind: `(${kinds.join('|')})`,
    protocol: '(tcp|udp)',
    port: '(\\d{1,5})',
    target: '([0-9a-f:.]{2,45})',
    hits: '(\\d{1,15})',
    ports: '(\\d{1,6})',
  })}(?: why=(${whys.join('|')})(?: origin=([a-z0-9-]{1,32}))?)?$`,
);
const heldShape = new RegExp(
  `${headShape}held reason=(${reasons.join('|')}) lines=(\\d{1,15}) sources=(\\d{1,15}) since=(\\d{1,11})\\.(\\d{3})$`,
);
const againShape = new RegExp(`${headShape}again lines=(\\d{1,15})$`);

/** Reads one line, without its newline. Undefined for anything that this module would not have written. */
export const parseLine = (line: string): Entry | undefined => parseTouch(line) ?? parseOther(line);

/**
 * Millions of lines are read at once: one expression for the whole line, its fields by their numbers (to take a list apart
 * is as dear as the expression), one literal for each verb, and no field that is a piece of the line, since that would
 * keep everything in memory that was read with it.
 */
function parseTouch(line: string): Entry | undefined {
  const match = touchShape.exec(line);
  if (match === null) return undefined;
  const named = parseSource(match[5] ?? '');
  const target = parseTarget(match[10] ?? '');
  const port = Number(match[9]);
  const why = whys.find(word => word === match[13]);
  if (named === undefined || target === undefined || port > 65535) return undefined;
  const origin = match[14];
  const { source, prefix } = named;
  if ((match[4] === 'scan') !== (why === undefined)) return undefined;
  if (origin !== undefined && (why !== 'told' || prefix !== undefined)) return undefined;
  const time = timeIn(match[1] ?? '', match[2] ?? '');
  const pid = Number(match[3]);
  const evidence = match[6] as Evidence;
  const kind = match[7] as Kind;
  const protocol = match[8] as Protocol;
  const hits = Number(match[11]);
  const ports = Number(match[12]);
  const entry: Entry =
    why === undefined
      ? { verb: 'scan', pid, time, source, target, protocol, port, kind, evidence, hits, ports }
      : { verb: 'seen', pid, time, source, target, protocol, port, kind, evidence, hits, ports, why };
  if (entry.verb === 'seen' && origin !== undefined) return { ...entry, origin: ownText(origin) };
  return prefix === undefined ? entry : { ...entry, prefix };
}

/** The same as a text of its own. Few hosts make a fleet. */
function ownText(piece: string): string {
  if (piece !== lastText) lastText = Buffer.from(piece).toString();
  return lastText;
}

let lastText = '';

/** Milliseconds since the epoch; many lines have the same second. */
export function timeIn(seconds: string, millis: string): number {
  if (seconds !== lastSecond.text) lastSecond = { text: seconds, time: Number(seconds) * 1000 };
  return lastSecond.time + Number(millis);
}

let lastSecond = { text: '0', time: 0 };

/** This host has few addresses: the last one is mostly the next one, too. */
let lastTarget: { readonly text: string; readonly address: Address } | undefined;

function parseTarget(text: string): Address | undefined {
  if (lastTarget?.text === text) return lastTarget.address;
  const address = parseAddress(text);
  if (address !== undefined) lastTarget = { text: formatAddress(address), address };
  return address;
}

/** Of networks only what `formatSource` writes: host bits and a length that says nothing are not ours. */
function parseSource(
  text: string,
): { readonly source: Address; readonly prefix: number | undefined } | undefined {
  if (!text.includes('/')) {
    const source = parseAddress(text);
    return source && { source, prefix: undefined };
  }
  const prefix = parsePrefix(text);
  if (prefix === undefined || formatPrefix(prefix) !== text) return undefined;
  return { source: prefix.address, prefix: prefix.length };
}

function parseOther(line: string): Entry | undefined {
  const again = againShape.exec(line);
  const match = again ?? heldShape.exec(line);
  if (match === null) return undefined;
  const time = timeIn(match[1] ?? '', match[2] ?? '');
  const pid = Number(match[3]);
  if (again !== null) return { verb: 'again', pid, time, lines: Number(match[4]) };
  const [, , , , reason, lines, sources, seconds, millis] = match;
  const since = Number(seconds) * 1000 + Number(millis);
  return {
    verb: 'held',
    pid,
    time,
    reason: reason as Reason,
    lines: Number(lines),
    sources: Number(sources),
    since,
  };
}
