import type { Prefix } from '../net/address.ts';
import { parsePrefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { patience } from '../util/program.ts';
import { parseBanned, type Server, type ServerState, withServer } from './server.ts';

/** A ban of Fail2ban's, as its jail names it. */
export interface Ban {
  readonly jail: string;
  readonly text: string;
  readonly prefix: Prefix;
}

/** What became of the bans that hold an address, or an address of a network. */
export interface Unbanned {
  readonly server: ServerState;
  readonly lifted: readonly Ban[];
  /** Those that were to be lifted and are there all the same. */
  readonly kept: readonly Ban[];
  /** Those of other jails, which were left alone. */
  readonly others: readonly Ban[];
}

/**
 * Lifts every ban of these jails that has an address in common with `prefix`, so a network's too, in one session. What
 * Fail2ban remembers of a ban goes with it: with `bantime.increment` the next one is a first one again (`removeBannedIP`
 * of server/actions.py deletes it from the database, 1.0.2 to 1.1.0).
 */
export const unban = (prefix: Prefix, isMeant: (jail: string) => boolean): Promise<Unbanned> =>
  withServer(
    async server => {
      const found = await bansOf(server, prefix);
      const meant = found.filter(({ jail }) => isMeant(jail));
      for (const question of questionsFor(meant)) await server.ask(question);
      const left = new Set((meant.length === 0 ? [] : await bansOf(server, prefix)).map(nameOf));
      return {
        server: server.state,
        lifted: meant.filter(ban => !left.has(nameOf(ban))),
        kept: meant.filter(ban => left.has(nameOf(ban))),
        others: found.filter(({ jail }) => !isMeant(jail)),
      };
    },
    { limit: patience },
  );

const nameOf = ({ jail, text }: Ban): string => `${jail} ${text}`;

/** A jail may ban by something else than an address, which is none of ours. */
async function bansOf({ state, ask }: Server, prefix: Prefix): Promise<Ban[]> {
  if (state !== 'up') return [];
  const set = prefixSet([prefix]);
  return [...parseBanned(await ask('banned'))].flatMap(([jail, texts]) =>
    texts.flatMap(text => {
      const banned = parsePrefix(text);
      return banned !== undefined && set.meets(banned) ? { jail, text, prefix: banned } : [];
    }),
  );
}

/** A line of a session takes many addresses. */
const mostInLine = 50;

function* questionsFor(bans: readonly Ban[]): Generator<string> {
  for (const jail of new Set(bans.map(ban => ban.jail))) {
    const texts = bans.filter(ban => ban.jail === jail).map(ban => ban.text);
    for (let at = 0; at < texts.length; at += mostInLine)
      yield `set ${jail} unbanip ${texts.slice(at, at + mostInLine).join(' ')}`;
  }
}
