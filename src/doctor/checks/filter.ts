import { lastWord } from '../../fail2ban/jail-files.ts';
import { filterFileOf, readsSentry } from '../../jails/pack/names.ts';
import { differences } from '../differences.ts';
import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';
import { readsTarget } from './backend.ts';

/** The filter: ours, and it finds what stands in the log. */
export const filterChecks = [otherFilter, filterMisses];

/** What of a jail its filter says. */
const ofFilter = new Set(['failregex', 'ignoreregex', 'datepattern', 'maxlines', 'journalmatch']);

export function otherFilter(facts: Facts): Finding[] {
  return facts.jails.flatMap(jail => {
    const { name, written, configured } = jail;
    // Of the other place for lines it has the other form: the backend is its fault.
    if (configured === undefined || (readsSentry(name) && !readsTarget(facts, configured))) return [];
    const other = differences(written, configured.values).filter(
      one => ofFilter.has(one.name) && !isOfJail(facts, name, one.name),
    );
    const [regex] = written.get('failregex') ?? [];
    const isExact = configured.regexes.length === 1 && configured.regexes[0] === regex;
    if (isExact && other.length === 0) return [];
    const what = some(isExact ? other.map(one => one.name) : ['failregex']);
    return [
      warning(
        'other-filter',
        `the jail ${name} does not use portjail's filter as installed for this config (${what}): ${whoChanged(facts, jail)}`,
        'remove that, or "portjail install" again if log.format has changed; then "fail2ban-client reload"',
      ),
    ];
  });
}

/** `ignoreregex` may stand in the jail's own section too. */
const isOfJail = ({ pack }: Facts, jail: string, option: string): boolean =>
  (lastWord(pack.settings, jail, option)?.value ?? '') !== '';

function whoChanged({ pack }: Facts, { name }: JailFacts): string {
  const last = lastWord(pack.settings, name, 'filter');
  if (last !== undefined && !/^portjail\b/.test(last.value))
    return `${last.file} says filter = ${last.value}`;
  const file = filterFileOf(name);
  const override = file.replace(/\.conf$/, '.local');
  const found = pack.filterOverrides.find(path => path.endsWith(override));
  return found === undefined ? `${file} is another version, or was changed` : `${found} changes it`;
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
        '"portjail install" writes the filter that fits this version and config; a .local file beside it must not change it',
      ),
    ];
  });
}
