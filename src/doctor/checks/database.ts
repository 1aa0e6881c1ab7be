import { lastWord } from '../../fail2ban/jail-files.ts';
import type { Facts } from '../facts.ts';
import { type Finding, warning } from '../finding.ts';

/** Bans, and how often a host was banned, outlive a restart in Fail2ban's database alone. */
export function noDatabase({ server, pack, config }: Facts): Finding[] {
  if (server.version === undefined || server.state !== 'up') return [];
  const { live, configured } = server.database;
  if (live !== undefined) return [];
  const lost = config.jails.portsentry.increment
    ? 'a restart forgets every ban, and growing ban times (jails.portsentry.increment) do not grow'
    : 'a restart forgets every ban';
  const says = lastWord(pack.serverSettings, 'Definition', 'dbfile');
  const where = says === undefined ? '' : ` (${says.file}, line ${says.line}: dbfile = ${says.value})`;
  return [
    warning(
      'no-database',
      configured === undefined
        ? `Fail2ban keeps no database${where}: ${lost}`
        : `Fail2ban's files name the database ${configured}, and its server keeps none: ${lost}`,
      configured === undefined
        ? '"dbfile = /var/lib/fail2ban/fail2ban.sqlite3" there, in [Definition]; then restart Fail2ban'
        : 'restart Fail2ban; if it stays so, look for "database" in its log: the file may be damaged, or its disk full',
    ),
  ];
}
