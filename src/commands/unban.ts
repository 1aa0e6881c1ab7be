import { prefixOf } from '../config/ignore-file/wish.ts';
import { serverState, serverTrouble } from '../fail2ban/server.ts';
import { lift } from '../jails/lift.ts';
import { formatPrefix } from '../net/address.ts';
import { UsageError, WorkError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import type { Arguments, Help } from './command.ts';

export const help = {
  forms: ['ADDRESS|NETWORK [--all-jails]'],
  about: `Lifts the bans of an address in all of portjail's jails, portsentry-recidive included, and the ban of a network that
holds it; of a network, the bans of every address in it too. Each is printed, and which other jails still ban it. Where
bans grow (bantime.increment) the next one is a first one again. Who touches a port again is banned again:
"portjail ignore ADDRESS" lifts the ban and spares it from then on. Needs root.`,
  exit: ['a ban was lifted', 'nobody was banned, or Fail2ban cannot be asked', 'wrong usage'],
} satisfies Help;

export const options = {
  'all-jails': { type: 'boolean', what: "in every jail of Fail2ban's, not ours alone" },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0)
    throw new UsageError('unban takes one address or network: see portjail unban --help');
  const prefix = prefixOf(text);
  if (process.geteuid?.() !== 0) throw new WorkError('lifting a ban needs root: run it with sudo');
  const state = serverState();
  if (state !== 'up') throw new WorkError(`${serverTrouble[state].what}: ${serverTrouble[state].fix}`);
  const { count, lines, troubles } = await lift(prefix, values['all-jails'] === true);
  const name = formatPrefix(prefix);
  const whose = values['all-jails'] === true ? 'by any jail' : "by portjail's jails";
  const last = count === 0 ? `${name} is not banned ${whose}` : anew;
  print([...lines, last, ''].join('\n'));
  if (troubles.length > 0) throw new WorkError(troubles.join('\n'));
  return count === 0 ? 1 : 0;
}

const anew =
  'Where bans grow, the next one is a first one again; "portjail ignore" has there be none: see its --help';
