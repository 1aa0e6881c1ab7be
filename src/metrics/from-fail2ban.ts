import type { Standing } from '../status/standing.ts';
import { put, type Samples } from './samples.ts';

/** How Fail2ban and our jails stand, as far as this user may ask. Jails that are off have no metric. */
export function fromFail2ban(samples: Samples, { server, jails }: Standing): void {
  // A server that is slow, or whose socket is for root, may well run; who has none at all wants none.
  if (server === 'forbidden' || server === 'silent' || server === 'not installed') return;
  put(samples, 'portjail_fail2ban_up', server === 'up' ? 1 : 0);
  for (const jail of jails) {
    if (jail.state === 'off' || jail.state === 'not installed') continue;
    put(samples, 'portjail_jail_up', jail.state === 'up' ? 1 : 0, { jail: jail.name });
    if (jail.state === 'up') put(samples, 'portjail_bans_current', jail.currently, { jail: jail.name });
  }
}
