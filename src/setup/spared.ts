import type { Loaded } from '../config/load.ts';
import { namedAt } from '../config/read/ignored.ts';
import { createHostFiles } from '../detect/spare/hosts/host-files.ts';
import { protectedHostsLooker } from '../detect/spare/hosts/protected-hosts.ts';
import { startLogins } from '../detect/spare/logins/logins.ts';
import { ownSideNow } from '../detect/spare/own.ts';
import { asking } from '../doctor/gather/host.ts';
import { startIgnoring } from '../fail2ban/ignored.ts';
import { jailNames } from '../jails/pack/names.ts';
import { formatPrefix, parseAddress } from '../net/address.ts';
import { mostListed, protectedLists } from '../status/shape.ts';
import { protectedRows } from '../status/text.ts';

/** Whom a sentry with this config would never name, as it looks that up itself: a row each; and whether you are among them. */
export async function whoIsSpared({ config, ignored }: Loaded): Promise<string[]> {
  const { protect } = config.ignore;
  const logins = await startLogins(protect, '');
  const ignoring = await startIgnoring(protect.includes('fail2ban'), jailNames, () => {});
  const look = protectedHostsLooker(
    createHostFiles(() => {}),
    logins.peers,
    ignoring,
  );
  const guard = { own: ownSideNow(), protectedHosts: look(protect) };
  logins.stop();
  const named = namedAt(ignored, Date.now());
  const rows = protectedRows({
    protected: protectedLists(guard, protect),
    ignored: named.first(mostListed).map(formatPrefix),
    ignoredCount: named.size,
    ignoredForATime: named.temporary,
  });
  const isIgnored = (text: string): boolean => {
    const address = parseAddress(text);
    return address !== undefined && ignored.set.has(address, { time: Date.now() });
  };
  return [...rows, ...asking().map(text => youText(text, isIgnored(text)))];
}

/** Without it, who comes back tomorrow and scans is banned. */
const youText = (address: string, isIgnored: boolean): string =>
  isIgnored
    ? `you        ${address}, by your ignore list`
    : `you        ${address}, while you are logged in; "portjail ignore ${address}" spares it after that too`;
