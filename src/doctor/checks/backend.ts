import type { Facts } from '../facts.ts';
import { type Finding, fault } from '../finding.ts';
import { whoSays } from './jail.ts';

/** How the jail learns of new lines. */
export const backendChecks = [journalBackend];

export function journalBackend(facts: Facts): Finding[] {
  return facts.jails
    .filter(({ configured }) => configured?.backend.startsWith('systemd') === true)
    .map(({ name }) =>
      fault(
        'backend-systemd',
        `the jail ${name} watches the journal (backend = systemd) and no file: it never sees the log. ${whoSet(facts, name)}`,
        `"backend = auto" under [${name}] in jail.d/portjail.local, or "make install-jails", whose jail file says so itself; then "fail2ban-client reload"`,
      ),
    );
}

/** The jail's own word, else that of [DEFAULT]. */
const whoSet = (facts: Facts, jail: string): string => {
  const own = facts.pack.settings.some(({ section, name }) => section === jail && name === 'backend');
  return whoSays(facts, own ? jail : 'DEFAULT', 'backend');
};
