import { secondsOf } from '../config/read/time.ts';
import type { Jail } from '../jails/pack/context.ts';
import { fleetJail, type JailName, jailNames } from '../jails/pack/names.ts';
import type { Growth } from './model/growth.ts';
import type { JailSettings } from './model/jail.ts';

/** The jails of a pack, as Fail2ban would have them; but that of the fleet, which reads no log of the sentry's (others.ts). */
export const jailSettings = (jails: readonly Jail[]): JailSettings[] =>
  jails.flatMap(jail =>
    jailNames.filter(name => name === jail.name && name !== fleetJail).map(name => settingsOf(jail, name)),
  );

const settingsOf = (
  { enabled, maxretry, findtime, bantime, increment, maxtime }: Jail,
  name: JailName,
): JailSettings => ({
  name,
  enabled,
  maxretry,
  findtime: secondsOf(findtime),
  // BanManager.setBanTime cuts it to whole seconds.
  bantime: Math.trunc(secondsOf(bantime)),
  growth: increment ? growthTo(secondsOf(maxtime)) : undefined,
});

/** The growth that jail.conf.hbs writes. */
const growthTo = (maxtime: number): Growth => ({ factor: 1, formula: 'doubling', multipliers: [], maxtime });
