import type { Config } from '../config/schema.ts';
import { regexesIn, serverSetting } from './dump.ts';
import { jailNames, packetJail, recidiveJail } from './names.ts';

/** What stands against the pack in the admin's own configuration, each with its mend; `dump` has no jail of ours. */
export const hostWarnings = (config: Config, dump: string, version: string): string[] => [
  ...recidiveWarning(dump, version),
  ...memoryWarning(config, dump),
];

/**
 * A jail by the stock recidive filter counts every ban, those of forged sources too. Its `_jailname` names the jails to
 * leave out before 1.1.1 and the jails to count since (Fail2ban's ChangeLog, gh-3769).
 */
export function recidiveWarning(dump: string, version: string): string[] {
  return regexesIn(dump)
    .filter(({ jail, regex }) => countsBans(regex) && !jailNames.some(ours => ours === jail))
    .map(({ jail }) => {
      const others = [...new Set(['recidive', jail, packetJail, recidiveJail])].join('|');
      const name = countsNamed(version) ? `(?!(?:${others})\\])[^\\]]*` : `(?:${others})`;
      return (
        `your jail [${jail}] also counts bans by ${packetJail}, whose sources may be forged, and counts those by ` +
        `${recidiveJail} a second time. To leave them out, put into jail.local:\n` +
        `[${jail}]\nfilter = recidive[_jailname="${name}"]`
      );
    });
}

/** Whoever has named our jail in it, has left it out. */
const countsBans = (regex: string): boolean =>
  regex.includes('NOTICE') && regex.includes('Ban\\\\s') && !regex.includes(packetJail);

function countsNamed(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(part => Number.parseInt(part, 10));
  return major > 1 || (major === 1 && (minor > 1 || (minor === 1 && patch >= 1)));
}

/** Bans and how often a host was banned outlive a restart in Fail2ban's database alone. */
function memoryWarning({ jails }: Config, dump: string): string[] {
  const file = serverSetting(dump, 'dbfile') ?? '';
  if (file.startsWith('/')) return [];
  const lost = jails.portsentry.increment ? 'every ban, and which ban of a host is its next' : 'every ban';
  return [
    `Fail2ban keeps no database (dbfile = ${file || 'None'}), so a restart forgets ${lost}. Put into ` +
      'fail2ban.local:\n[Definition]\ndbfile = /var/lib/fail2ban/fail2ban.sqlite3',
  ];
}
