import { jailTexts, switchedOn } from '../fail2ban/jail-files.ts';
import { type JailName, jailNames } from '../jails/names.ts';
import { formatPrefix, parsePrefix } from '../net/address.ts';
import { type Ran, startProgram } from '../util/program.ts';

/** How Fail2ban's server answers. */
export type Server = 'runs' | 'down' | 'forbidden' | 'silent' | 'not installed';

/**
 * How one of our jails stands. `missing`: it is switched on and the server that runs does not know it. `unknown`: it is
 * switched on and no server can be asked.
 */
export type JailStanding =
  | {
      readonly name: JailName;
      readonly state: 'up';
      /** Banned now, and since the server started. */
      readonly currently: number;
      readonly total: number;
      /** At most `mostShown` of them. */
      readonly banned: readonly string[];
    }
  | { readonly name: JailName; readonly state: 'off' | 'not installed' | 'missing' | 'unknown' };

export interface Standing {
  readonly server: Server;
  readonly jails: readonly JailStanding[];
}

export const mostShown = 1_000;

/** Fail2ban answers within a tenth of a second; one that does not within this time is stuck (milliseconds). */
const patience = 3_000;

/** Asks for all of our jails side by side. */
export async function askStanding(folder = '/etc/fail2ban'): Promise<Standing> {
  const answers = await Promise.all(
    jailNames.map(name => startProgram('fail2ban-client', ['status', name], patience)),
  );
  const texts = jailTexts(folder);
  const servers = answers.map(serverOf);
  // What one answer tells, all the others may have missed: the server may start or end between them.
  const server = servers.find(state => state !== 'runs') ?? 'runs';
  const jails = jailNames.map((name, index) =>
    jailOf(name, switchedOn(texts, name), answers[index], servers[index]),
  );
  return { server, jails };
}

/** What the answer to `status JAIL` says of the server: Fail2ban 1.0 and 1.1 exit with 255 for every reason. */
export function serverOf({ code, out, err }: Ran): Server {
  const said = out + err;
  if (code === 0 || /does not exist/.test(said)) return 'runs';
  if (code === 127) return 'not installed';
  if (/Permission denied/.test(said)) return 'forbidden';
  return /Failed to access socket|Is fail2ban running/.test(said) ? 'down' : 'silent';
}

function jailOf(name: JailName, on: boolean | undefined, answer?: Ran, server?: Server): JailStanding {
  if (answer?.code === 0) return { name, state: 'up', ...bansIn(answer.out) };
  if (on === undefined) return { name, state: 'not installed' };
  if (!on) return { name, state: 'off' };
  return { name, state: server === 'runs' ? 'missing' : 'unknown' };
}

/** Reads what `fail2ban-client status JAIL` prints; of the list only addresses and networks are taken, formatted by us. */
export function bansIn(text: string): { currently: number; total: number; banned: string[] } {
  const number = (label: string): number =>
    Number(new RegExp(`${label}:\\s*(\\d{1,15})`).exec(text)?.[1] ?? 0);
  const list = /Banned IP list:[ \t]*(.*)/.exec(text)?.[1] ?? '';
  const banned = list.split(/\s+/, mostShown).flatMap(word => {
    const prefix = parsePrefix(word);
    return prefix === undefined ? [] : formatPrefix(prefix);
  });
  return { currently: number('Currently banned'), total: number('Total banned'), banned };
}
