import { loginGapText } from '../../detect/spare/logins/login-gap.ts';
import { handshakeJail } from '../../jails/pack/names.ts';
import { parseAddress } from '../../net/address.ts';
import type { Facts } from '../facts.ts';
import { type Finding, fault, warning } from '../finding.ts';

/** Who must not be banned. */
export const peopleChecks = [kinBanned, adminNotIgnored, loginsUnknown];

export function kinBanned({ server, host }: Facts): Finding[] {
  return [...server.banned].flatMap(([jail, addresses]) =>
    addresses.flatMap(address => {
      const who =
        host.kin.get(address) ?? (host.admins.includes(address) ? 'who is logged in over SSH' : undefined);
      if (who === undefined) return [];
      return [
        fault(
          'own-banned',
          `${jail} has banned ${address}: ${who}`,
          `"fail2ban-client unban ${address}", then name it in ignoreip of [DEFAULT] in jail.local`,
        ),
      ];
    }),
  );
}

export function adminNotIgnored({ host, jails }: Facts): Finding[] {
  const live = jails.find(({ name }) => name === handshakeJail)?.live;
  if (live === undefined) return [];
  return host.admins
    .filter(text => {
      const address = parseAddress(text);
      return address !== undefined && !host.ignored.has(address) && !live.ignored.has(address);
    })
    .map(text =>
      warning(
        'admin-not-ignored',
        `${text} is logged in over SSH, and neither ignoreip nor portjail's ignore files name it: it is spared while it is logged in, and not after that`,
        `put ${text} into /etc/portjail/ignore (and "systemctl reload portjail"), or into ignoreip of jail.local`,
      ),
    );
}

export function loginsUnknown({ sentries, host }: Facts): Finding[] {
  const gaps = sentries.length === 0 ? [host.loginGap] : sentries.map(({ loginGap }) => loginGap);
  const gap = gaps.find(one => one !== undefined);
  if (gap === undefined) return [];
  const { what, fix } = loginGapText(gap);
  return [warning('logins-unknown', what, fix)];
}
