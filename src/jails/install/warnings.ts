import type { Config } from '../../config/schema/schema.ts';
import { type Dump, serverSetting } from '../../fail2ban/dump.ts';
import { packetJail, recidiveJail } from '../pack/names.ts';
import { recidiveOverrides } from './recidive-override.ts';

/** What stands against the pack in the admin's own configuration, each with its fix; `dump` has no jail of ours. */
export const hostWarnings = (config: Config, dump: Dump): string[] => [
  ...recidiveOverrides(dump).map(
    ({ jail, lines }) =>
      `your jail [${jail}] also counts bans by ${packetJail}, whose sources may be forged, and counts those by ` +
      `${recidiveJail} a second time. To leave them out, put into jail.local:\n${lines.join('\n')}`,
  ),
  ...memoryWarning(config, dump),
];

/** Bans and how often a host was banned outlive a restart in Fail2ban's database alone. */
function memoryWarning({ jails }: Config, dump: Dump): string[] {
  const file = serverSetting(dump, 'dbfile') ?? '';
  if (file.startsWith('/')) return [];
  const lost = jails.portsentry.increment ? 'every ban, and which ban of a host is its next' : 'every ban';
  return [
    `Fail2ban keeps no database (dbfile = ${file || 'None'}), so a restart forgets ${lost}. Put into ` +
      'fail2ban.local:\n[Definition]\ndbfile = /var/lib/fail2ban/fail2ban.sqlite3',
  ];
}
