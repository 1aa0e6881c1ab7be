import type { OthersReport } from '../report.ts';
import { wrapped } from './lay-out.ts';
import { counted, numberText } from './words.ts';

/** Hosts of a row; `--json` has more. */
const fewHosts = 8;

/** Whom others have named, apart from all that was seen here. */
export function othersText(others: OthersReport | null): string[] {
  if (others === null || others.toBan + others.observed === 0) return [];
  const { toBan, observed, sources, hosts } = others;
  const first = hosts.slice(0, fewHosts).map(({ host, lines }) => `${host} ${numberText(lines)}`);
  return [
    `${counted(sources, 'source')}, in ${counted(toBan, 'line')} to be banned and ${numberText(observed)} only written down; none is in the scans and observations of this host`,
    `by: ${first.join(', ')}${hosts.length > fewHosts ? ` and ${hosts.length - fewHosts} more hosts` : ''}`,
  ].flatMap(text => wrapped(text, '  '));
}
