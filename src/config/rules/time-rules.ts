import { type Judgement, type Objection, shown } from '../read/objection.ts';
import { permanent, secondsOf } from '../read/time.ts';
import type { Config } from '../schema/schema.ts';

/** Mistakes and warnings about times, each on its own and together. */
export function timeFindings(config: Config): Judgement {
  const sizes = sizeMistakes(config);
  if (sizes.length > 0) return { mistakes: sizes, warnings: [] };
  const recidive = recidiveFindings(config.jails);
  return {
    mistakes: [...maxtimeMistakes(config.jails.portsentry), ...recidive.mistakes],
    warnings: recidive.warnings,
  };
}

/** 68 years; what ipset, nftables and 32-bit counters can hold. */
export const longest = 2 ** 31 - 1;

function sizeMistakes({ trigger, jails }: Config): Objection[] {
  const times: readonly (readonly [pointer: string, text: string])[] = [
    ['/trigger/window', trigger.window],
    ['/jails/portsentry/findtime', jails.portsentry.findtime],
    ['/jails/portsentry/bantime', jails.portsentry.bantime],
    ['/jails/portsentry/maxtime', jails.portsentry.maxtime],
    ['/jails/unverified/findtime', jails.unverified.findtime],
    ['/jails/unverified/bantime', jails.unverified.bantime],
    ['/jails/prefix/findtime', jails.prefix.findtime],
    ['/jails/prefix/bantime', jails.prefix.bantime],
    ['/jails/fleet/findtime', jails.fleet.findtime],
    ['/jails/recidive/findtime', jails.recidive.findtime],
    ['/jails/recidive/bantime', jails.recidive.bantime],
  ];
  return times
    .filter(([, text]) => text !== '-1' && (secondsOf(text) < 1 || secondsOf(text) > longest))
    .map(([pointer, text]) => ({ pointer, message: `expected 1s to 68y; found ${shown(text)}` }));
}

type Portsentry = Config['jails']['portsentry'];

function maxtimeMistakes({ increment, bantime, maxtime }: Portsentry): Objection[] {
  if (!increment || secondsOf(maxtime) >= secondsOf(bantime)) return [];
  const message = `expected at least the bantime, ${shown(bantime)}; found ${shown(maxtime)}`;
  return [{ pointer: '/jails/portsentry/maxtime', message }];
}

/** A host that is banned cannot be banned again: the bans before the last one must fit into the findtime. */
function recidiveFindings({ portsentry, recidive }: Config['jails']): Judgement {
  if (recidive.enabled === false) return { mistakes: [], warnings: [] };
  const pointer = '/jails/recidive/enabled';
  const never = neverBanned(portsentry, recidive.maxretry);
  if (never !== undefined) {
    const objection = { pointer, message: `the recidive jail can never ban: ${never}` };
    // "auto" asked for nothing that is impossible; true did.
    if (recidive.enabled === true) return { mistakes: [objection], warnings: [] };
    return { mistakes: [], warnings: [objection] };
  }
  const taken = timeOfBans(portsentry, recidive.maxretry);
  if (secondsOf(recidive.findtime) > taken) return { mistakes: [], warnings: [] };
  const message =
    `expected more than the ${taken} s that the first ${recidive.maxretry - 1} bans of the portsentry jail take; ` +
    `found ${shown(recidive.findtime)}; raise it, lower maxretry or bantime, or set jails.recidive.enabled to false`;
  return { mistakes: [{ pointer: '/jails/recidive/findtime', message }], warnings: [] };
}

/** Why no host can reach the `maxretry`-th ban, whatever the findtime; undefined where one can. */
export function neverBanned(portsentry: Portsentry, maxretry: number): string | undefined {
  if (!portsentry.enabled) return 'it counts bans of the portsentry jail, which is off';
  if (maxretry > 1 && secondsOf(portsentry.bantime) === permanent)
    return 'a host that the portsentry jail bans for good is not banned a second time';
  return undefined;
}

/**
 * Seconds from the first ban to the earliest moment of the `maxretry`-th. Fail2ban doubles a ban up to maxtime, and 20
 * times at most: the `bantime.formula` of jail.conf.hbs.
 */
export function timeOfBans({ bantime, increment, maxtime }: Portsentry, maxretry: number): number {
  const first = secondsOf(bantime);
  if (!increment) return (maxretry - 1) * first;
  const limit = secondsOf(maxtime);
  let taken = 0;
  for (let ban = 0; ban < maxretry - 1; ban++) taken += Math.min(first * 2 ** Math.min(ban, 20), limit);
  return taken;
}
