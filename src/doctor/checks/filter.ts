import { handshakeJail, packetJail } from '../../jails/pack/names.ts';
import { failRegex, stampPattern } from '../../log/line.ts';
import { scanFromFailRegex, scanFromStampPattern } from '../../log/scan-from.ts';
import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';
import { readsTarget } from './backend.ts';

/** The filter: ours, and it finds what stands in the log. */
export const filterChecks = [otherFilter, filterMisses];

const evidenceOf = { [handshakeJail]: 'handshake', [packetJail]: 'packet' } as const;

/** Undefined for recidive, which reads another log. */
function ownRegex({ config }: Pick<Facts, 'config'>, { name }: Pick<JailFacts, 'name'>): string | undefined {
  if (name !== handshakeJail && name !== packetJail) return undefined;
  const evidence = evidenceOf[name];
  const plain = config.log.format === 'portjail';
  // templates/filter.conf.hbs says why the journal's lines begin otherwise.
  const stamp = plain ? stampPattern : scanFromStampPattern;
  const before = config.log.target === 'journal' ? `\\S{1,255} \\S{1,80}: ${stamp}` : '';
  return `^${before}${plain ? failRegex(evidence) : scanFromFailRegex(evidence)}`;
}

export function otherFilter(facts: Facts): Finding[] {
  return facts.jails.flatMap(jail => {
    const own = ownRegex(facts, jail);
    const { configured } = jail;
    // Of the other place for lines it has the other form: the backend is its fault.
    if (own === undefined || configured === undefined || !readsTarget(facts, configured)) return [];
    if (configured.regexes.length === 1 && configured.regexes[0] === own) return [];
    return [
      warning(
        'other-filter',
        `the jail ${jail.name} does not use portjail's filter as installed for this config: ${whoChanged(facts, jail)}`,
        'remove that, or "make install-jails" again if log.format has changed; then "fail2ban-client reload"',
      ),
    ];
  });
}

function whoChanged({ pack }: Facts, { name }: JailFacts): string {
  const last = pack.settings.findLast(({ section, name: key }) => section === name && key === 'filter');
  if (last !== undefined && !/^portjail\b/.test(last.value))
    return `${last.file} says filter = ${last.value}`;
  return pack.filterOverrides.length > 0
    ? `${some(pack.filterOverrides)} changes it`
    : 'filter.d/portjail.conf is another version, or was changed';
}

export function filterMisses({ jails, log }: Facts): Finding[] {
  return jails.flatMap(({ name, configured }) => {
    const trial = configured?.trial;
    if (trial === undefined || trial.expected.join() === trial.found.join()) return [];
    const missed = trial.expected.filter(source => !trial.found.includes(source));
    return [
      fault(
        'filter-misses',
        `the filter of ${name} finds ${trial.found.length} of ${trial.expected.length} ban-grade lines such as stand in ${log.path}` +
          (missed.length > 0 ? `, and misses ${some(missed, 3)}` : ''),
        '"make install-jails" writes the filter that fits this version and config; a .local file beside it must not change it',
      ),
    ];
  });
}
