import type { ConfiguredJail } from '../../fail2ban/dump.ts';
import { hostsIn } from '../../fail2ban/regex.ts';
import { parseLine } from '../../log/line.ts';
import { randomMarked } from '../../log/marked.ts';
import { formatAddress } from '../../net/address.ts';
import type { Evidence } from '../../probe.ts';
import type { Trial } from '../facts.ts';
import { markedLine } from '../marked-line.ts';

type Filter = Pick<ConfiguredJail, 'regexes' | 'datePattern'>;

/** Lines of the log that are tried. */
const most = 50;

/** Has Fail2ban's own engine search the log's last ban-grade lines, and two made up, with a jail's filter. */
export function tryFilter(
  filter: Filter,
  evidence: Evidence,
  format: string,
  lines: readonly string[],
): Trial {
  const real = lines.flatMap(line => {
    const entry = parseLine(line);
    const counts = entry?.verb === 'scan' && entry.evidence === evidence;
    return counts ? [{ line, source: formatAddress(entry.source) }] : [];
  });
  const made = ([4, 6] as const).map(family => {
    const source = randomMarked(family);
    return { line: markedLine(source, evidence, format), source: formatAddress(source) };
  });
  const all = [...(format === 'portjail' ? real.slice(-most) : []), ...made];
  const found = hostsIn(
    all.map(({ line }) => line),
    filter,
  );
  const expected = all.map(({ source }) => source);
  return { expected, found: expected.filter(source => found.has(source)) };
}
