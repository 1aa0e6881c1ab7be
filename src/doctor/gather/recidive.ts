import { jailsIn } from '../../jails/dump.ts';
import { packetJail } from '../../jails/names.ts';
import { recidiveWarning } from '../../jails/warnings.ts';
import { randomMarked } from '../../log/marked.ts';
import { formatAddress } from '../../net/address.ts';
import { configuredJail, parseDump } from './dump.ts';
import { hostsIn } from './trial.ts';

/** The override that an admin's own [recidive] needs, where its filter does count a ban by the unverified jail. */
export function recidiveOverride(dump: string, version: string | undefined): string[] {
  const names = jailsIn(dump);
  const jail = names.includes(packetJail) ? configuredJail(parseDump(dump), 'recidive') : undefined;
  if (jail === undefined || version === undefined) return [];
  const source = formatAddress(randomMarked(4));
  const line = `${localStamp()} fail2ban.actions        [1]: NOTICE  [${packetJail}] Ban ${source}`;
  if (!hostsIn([line], jail).has(source)) return [];
  return recidiveWarning(dump, version).map(text => text.split('\n').slice(1).join('  '));
}

/** As Fail2ban stamps its log. */
function localStamp(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return local.replace('T', ' ').replace('Z', '').replace('.', ',');
}
