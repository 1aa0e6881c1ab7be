import { jailSettings, switchedOn } from '../fail2ban/jail-files.ts';
import { answersTo, answerTime, type ServerState, withServer } from '../fail2ban/server.ts';
import { type JailName, jailNames } from '../jails/pack/names.ts';
import { formatPrefix, parsePrefix } from '../net/address.ts';

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
  readonly server: ServerState;
  readonly jails: readonly JailStanding[];
}

export const mostShown = 1_000;

/** Asks for all of our jails in one session; of those that do not run, Fail2ban's files say whether they should. */
export function askStanding(folder?: string, limit = answerTime): Promise<Standing> {
  const settings = jailSettings(folder);
  return withServer(
    async server => {
      const question = (name: JailName): string => `status ${name}`;
      const answers = await answersTo(
        server,
        jailNames.filter(name => server.running.includes(name)).map(question),
      );
      const jails = jailNames.map(name =>
        jailOf(name, switchedOn(settings, name), server.state, answers(question(name))),
      );
      return { server: server.state, jails };
    },
    { limit },
  );
}

/** `answer` is empty for a jail that does not run, and where the server has ended meanwhile. */
function jailOf(name: JailName, on: boolean | undefined, server: ServerState, answer: string): JailStanding {
  if (answer.includes('Total banned')) return { name, state: 'up', ...bansIn(answer) };
  if (on === undefined) return { name, state: 'not installed' };
  if (!on) return { name, state: 'off' };
  return { name, state: server === 'up' ? 'missing' : 'unknown' };
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
