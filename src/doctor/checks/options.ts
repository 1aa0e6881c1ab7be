import { lastWord, type Setting } from '../../fail2ban/jail-files.ts';
import { jailFile } from '../../jails/pack/names.ts';
import { type Difference, differences } from '../differences.ts';
import type { Facts, JailFacts, LiveJail, TriedJail } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';
import { harmOf, shown, spokenOf } from './harm.ts';

/** What the options of our jails come to: what we wrote, what Fail2ban's files say, and what its server has. */
export const optionChecks = [overridden, installNeeded, staleJail, usedns];

/** A difference between what we wrote and what the files come to, and who in them has the last word. */
interface Override extends Difference {
  readonly jail: string;
  readonly place: Setting | undefined;
}

/** Options that `-d` resolves into others: of them the files alone can be compared. */
const inFilesAlone = ['banaction', 'port', 'protocol', 'chain', 'action', 'skip_if_nologs'];

function overridesIn({ jails, pack: { settings } }: Facts): Override[] {
  const ours = settings.filter(isOurs);
  return jails.flatMap(({ name: jail, written, configured }) => {
    if (configured === undefined) return [];
    const values = differences(written, configured.values).filter(({ name }) => !spokenOf.has(name));
    const words = inFilesAlone.flatMap(name => {
      const [own, last] = [lastWord(ours, jail, name), lastWord(settings, jail, name)];
      const isSame = own === undefined || last === undefined || own.value === last.value;
      return isSame ? [] : [{ name, wanted: [own.value], found: [last.value] }];
    });
    return (
      [...values, ...words]
        .map(one => ({
          ...one,
          jail,
          place: lastWord(settings, jail, one.name) ?? lastWord(settings, 'DEFAULT', one.name),
        }))
        // A filter's: its finding is another one.
        .filter(({ name, place }) => name !== 'ignoreregex' || (place !== undefined && place.value !== ''))
    );
  });
}

const isOurs = ({ file }: Pick<Setting, 'file'>): boolean => file.endsWith(`/${jailFile}`);
/** The admin's own file, where other values are meant, and what Portsentry 2 has left, of which there is a finding. */
const isMeant = ({ file }: Setting): boolean => file.endsWith('/jail.d/portjail.local');
const isLeft = ({ file }: Setting): boolean => file.endsWith('/jail.d/portsentry.local');

export function overridden(facts: Facts): Finding[] {
  return overridesIn(facts).flatMap(({ jail, name, wanted, found, place }) => {
    if (place === undefined || isOurs(place) || isLeft(place)) return [];
    const harm = harmOf({ name, found });
    if (harm === undefined && isMeant(place)) return [];
    const { file, line, section, value } = place;
    return [
      (harm === undefined ? warning : fault)(
        'option-overridden',
        `${file}, line ${line}, has "${name} = ${shown([value])}" in [${section}], which wins over ${shown(wanted)} of ` +
          `the jail ${jail} in ${jailFile}${harm === undefined ? '' : `: ${harm}`}`,
        `take that line out, then "fail2ban-client reload"; what is meant stands in portjail.json (jails), or in jail.d/portjail.local`,
      ),
    ];
  });
}

/** Our own file says otherwise than the config does. */
export function installNeeded(facts: Facts): Finding[] {
  if (!facts.pack.installed) return [];
  const all = overridesIn(facts).filter(({ place }) => place === undefined || isOurs(place));
  return facts.jails.flatMap(({ name: jail }) => {
    const found = all.filter(one => one.jail === jail);
    const [first] = found;
    if (first === undefined) return [];
    const where = `${jailFile}${first.place === undefined ? '' : `, line ${first.place.line}`}`;
    return [
      (found.every(one => harmOf(one) === undefined) ? warning : fault)(
        'install-needed',
        `${where}: in the jail ${jail} ${listed(found, 'config')}: the config was changed after the jails were installed, or that file was`,
        '"portjail install" with the sentry\'s own config (-c FILE)',
      ),
    ];
  });
}

/** `bantime is 1 (config: 1h), ...` */
const listed = (all: readonly Difference[], whose: 'config' | 'files'): string =>
  some(
    all.map(({ name, wanted, found }) => `${name} is ${shown(found)} (${whose}: ${shown(wanted)})`),
    3,
  );

/** What the server has otherwise than the files, but for what another finding names. */
function changesOf({ configured, live }: JailFacts, { log }: Facts): Difference[] {
  if (configured === undefined || live === undefined) return [];
  const isJournal = configured.backend.startsWith('systemd');
  const skipped = new Set([
    // Fail2ban's files name no log that is not there.
    ...(isJournal || configured.logPaths.length === 0 || isLost(configured, live, log) ? ['logpath'] : []),
    ...(isJournal ? [] : ['journalmatch']),
    ...((live.values.get('usedns')?.[0] ?? 'no') === 'no' ? [] : ['usedns']),
  ]);
  return differences(configured.values, live.values).filter(({ name }) => !skipped.has(name));
}

/** Whether the server alone reads another log than ours. */
const isLost = (configured: TriedJail, live: LiveJail, { names }: Facts['log']): boolean =>
  configured.logPaths.some(path => names.includes(path)) && !live.logPaths.some(path => names.includes(path));

export function staleJail(facts: Facts): Finding[] {
  return facts.jails.flatMap(jail => {
    const { name, configured, live } = jail;
    if (live === undefined || isTold(facts, jail)) return [];
    const changes = changesOf(jail, facts);
    if (configured !== undefined && changes.length === 0) return [];
    const what = changes.length === 0 ? '' : `: ${listed(changes, 'files')}`;
    const lacksAction = changes.some(one => one.name === 'actions');
    return [
      (changes.every(one => harmOf(one) === undefined) ? warning : fault)(
        'reload-needed',
        `the server runs the jail ${name} otherwise than Fail2ban's files now have it${what}. It was changed while it runs, or the files were`,
        lacksAction
          ? `"fail2ban-client reload --restart ${name}": a mere reload does not bring an action back`
          : '"fail2ban-client reload"',
      ),
    ];
  });
}

/** A jail that waits for the journal where the log is a file has its own finding, as has a log that is not there. */
const isTold = ({ config, log }: Facts, { name, configured }: JailFacts): boolean =>
  config.log.target === 'file' &&
  (configured === undefined
    ? name !== 'portsentry-recidive' && log.found === undefined
    : configured.backend.startsWith('systemd'));

export function usedns({ jails, pack }: Facts): Finding[] {
  return jails.flatMap(({ name, configured, live }) => {
    const inFiles = configured?.values.get('usedns')?.[0] ?? 'no';
    const inForce = live?.values.get('usedns')?.[0] ?? inFiles;
    if (inForce === 'no') return [];
    const place = lastWord(pack.settings, name, 'usedns');
    const fromFiles = inFiles !== 'no';
    const says = place === undefined ? 'a file of /etc/fail2ban' : `${place.file} (usedns = ${place.value})`;
    return [
      fault(
        'usedns',
        `the jail ${name} looks names up (usedns = ${inForce}): slow, and anyone who runs a name server has a say in who is banned. ` +
          (fromFiles ? says : "It was set while the server runs: Fail2ban's files say no"),
        fromFiles
          ? 'take usedns out there, so that "no" of jail.d/portjail.conf holds; then "fail2ban-client reload"'
          : '"fail2ban-client reload"',
      ),
    ];
  });
}
