import { setTimeout as sleep } from 'node:timers/promises';
import { type Lifting, lift } from '../../jails/lift.ts';
import { type Prefix, parsePrefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import type { Told } from '../../status/tell.ts';
import { print } from '../../util/print.ts';

/** Fail2ban may take so long to read a line that was written just before the sentry spared its source (milliseconds). */
const untilRead = 3_000;

/** Lifts the bans, and again the one that a line of the last moment may bring. */
export async function letIn(prefix: Prefix, told: Told): Promise<Lifting> {
  const first = await liftAndSay(prefix);
  const wait = told.state === 'none' ? 0 : lastNamed(prefix, told.status.alerts) + untilRead - Date.now();
  if (wait > 0) {
    await sleep(Math.min(wait, untilRead));
    const { count, troubles } = await liftAndSay(prefix, true);
    return { count: first.count + count, lines: [], troubles };
  }
  if (first.count === 0 && first.troubles.length === 0) print("none of portjail's jails bans it\n");
  return first;
}

async function liftAndSay(prefix: Prefix, again = false): Promise<Lifting> {
  const lifting = await lift(prefix, false);
  const lines = again && lifting.count === 0 ? [] : lifting.lines;
  print(lines.map(line => `${line}\n`).join(''));
  return lifting;
}

/** When a line last named somebody of it (milliseconds since the epoch). */
function lastNamed(prefix: Prefix, alerts: readonly { source: string; time: number }[]): number {
  const set = prefixSet([prefix]);
  const named = alerts.filter(({ source }) => {
    const found = parsePrefix(source);
    return found !== undefined && set.meets(found);
  });
  return Math.max(0, ...named.map(({ time }) => time));
}
