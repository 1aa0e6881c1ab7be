import type { ConfiguredJail } from '../../fail2ban/dump.ts';
import { hostsIn } from '../../fail2ban/regex.ts';
import { type Entry, formatSource, parseLine } from '../../log/line.ts';
import { randomMarked } from '../../log/marked.ts';
import { isIPv4 } from '../../net/address.ts';
import type { Evidence } from '../../probe.ts';
import type { Trial } from '../facts.ts';
import { markedLine } from '../marked-line.ts';

type Filter = Pick<ConfiguredJail, 'regexes' | 'ignored' | 'datePattern'>;

/** The ban-grade lines that a jail takes: of single hosts by their evidence, or of whole IPv6 networks. */
export type Takes = Evidence | 'network';

/** Lines of the log that are tried. */
const most = 50;

/** What a network is made up with: each length between 64 and 127 bits is one. */
const madeLength = 64;

/** Has Fail2ban's own engine search the log's last ban-grade lines, and some made up, with a jail's filter. */
export function tryFilter(filter: Filter, takes: Takes, format: string, lines: readonly string[]): Trial {
  const real = lines.filter(line => isTaken(parseLine(line), takes)).slice(-most);
  const all = [...(format === 'portjail' ? real : []), ...madeUp(takes, format)];
  const found = hostsIn(all, filter);
  const expected = all.map(sourceIn);
  return { expected, found: expected.filter(source => found.has(source)) };
}

/** Networks of IPv4 are written for people: no jail takes them. */
function isTaken(entry: Entry | undefined, takes: Takes): boolean {
  if (entry?.verb !== 'scan') return false;
  if (entry.prefix === undefined) return entry.evidence === takes;
  return takes === 'network' && !isIPv4(entry.source);
}

function madeUp(takes: Takes, format: string): string[] {
  if (takes === 'network') return [markedLine(randomMarked(6), 'handshake', format, madeLength)];
  return ([4, 6] as const).map(family => markedLine(randomMarked(family), takes, format));
}

/** As the line names it, in either form. */
function sourceIn(line: string): string {
  const entry = parseLine(line);
  if (entry?.verb === 'scan') return formatSource(entry);
  return /Scan from: \[([^\]]+)\]/.exec(line)?.[1] ?? '';
}
