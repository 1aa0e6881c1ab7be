import type { ConfiguredJail } from '../../fail2ban/dump.ts';
import { readsSentry } from '../../jails/pack/names.ts';
import type { Facts } from '../facts.ts';
import { type Finding, fault, ofFile } from '../finding.ts';
import { whoSays } from './jail.ts';

/** How the jail learns of new lines. */
export const backendChecks = [ofFile(journalBackend), fileBackend];

/** Whether a jail looks where the config has the sentry write. */
export const readsTarget = (
  { config }: Pick<Facts, 'config'>,
  { backend }: Pick<ConfiguredJail, 'backend'>,
): boolean => backend.startsWith('systemd') === (config.log.target === 'journal');

export function journalBackend(facts: Facts): Finding[] {
  return facts.jails
    .filter(({ configured }) => configured?.backend.startsWith('systemd') === true)
    .map(({ name }) =>
      fault(
        'backend-systemd',
        `the jail ${name} watches the journal (backend = systemd) and no file: it never sees the log. ${whoSet(facts, name)}`,
        `"backend = auto" under [${name}] in jail.d/portjail.local, or "portjail install", whose jail file says so itself; then "fail2ban-client reload"`,
      ),
    );
}

export function fileBackend(facts: Facts): Finding[] {
  if (facts.config.log.target !== 'journal') return [];
  return facts.jails
    .filter(({ name, configured }) => configured !== undefined && readsSentry(name))
    .filter(({ configured }) => configured !== undefined && !readsTarget(facts, configured))
    .map(({ name, configured }) =>
      fault(
        'backend-not-systemd',
        `the jail ${name} watches files (backend = ${configured?.backend}), and log.target is journal: it never sees a line`,
        '"portjail install" with the sentry\'s own config (-c FILE), whose jail file says systemd itself; then "fail2ban-client reload"',
      ),
    );
}

/** The jail's own word, else that of [DEFAULT]. */
const whoSet = (facts: Facts, jail: string): string => {
  const own = facts.pack.settings.some(({ section, name }) => section === jail && name === 'backend');
  return whoSays(facts, own ? jail : 'DEFAULT', 'backend');
};
