import { configOptions, configUsage } from '../../config/options.ts';
import { UsageError } from '../../util/errors.ts';
import { didYouMean } from '../../util/suggest.ts';
import type { Arguments } from '../command.ts';

export const usage = `portjail fleet run [-c FILE]
portjail fleet status [--json]
portjail fleet pardon ADDRESS [-c FILE]
portjail fleet collect [-c FILE] -o FILE

Shares what was proven here with other hosts, over NATS: who finished a handshake with a port that nobody has a reason to touch.
Off until fleet.servers names a server.

  run      tell others and hear them, in the foreground: what portjail-fleet.service runs. What enough others have proven
           goes to /var/log/portjail-fleet/fleet.log, which the jail portsentry-fleet reads
  status   how it does, and what came of what each host told
  pardon   for 24 hours no host names ADDRESS by the word of others; for who has the key of the user admin
  collect  write what every host tells into one log, in the foreground; for who has the key of the user collector

${configUsage}  -o, --output FILE    for collect: where the lines go; none that a jail reads
      --json           for status: as JSON
Exit: 0 fine, or ended by a signal; 1 the work failed; 2 wrong usage or config.
`;

export const options = {
  ...configOptions,
  json: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
} as const;

/** What each of them does; its file is loaded when it is called. */
type Part = (args: Arguments) => Promise<number> | number;

const parts: Readonly<Record<string, () => Promise<{ readonly run: Part }>>> = {
  run: () => import('./run.ts'),
  status: () => import('./status.ts'),
  pardon: () => import('./pardon.ts'),
  collect: () => import('./collect.ts'),
};

/** The first word is the part; the rest is its. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  const [name = '', ...rest] = positionals;
  const load = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (load === undefined) {
    const said = name === '' ? 'expected a word behind it' : `unknown "${name}"`;
    throw new UsageError(
      `portjail fleet: ${said}, one of ${Object.keys(parts).join(', ')}: see portjail fleet --help${didYouMean(name, Object.keys(parts))}`,
    );
  }
  const { run: work } = await load();
  return work({ values, positionals: rest });
}
