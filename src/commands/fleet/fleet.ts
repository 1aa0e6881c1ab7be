import { configOptions } from '../../config/options.ts';
import { UsageError } from '../../util/errors.ts';
import type { Options } from '../../util/option.ts';
import { didYouMean } from '../../util/suggest.ts';
import type { Arguments, Help } from '../command.ts';

export const help = {
  forms: [
    'run [-c FILE]',
    'status [--json]',
    'pardon ADDRESS [-c FILE]',
    'collect -o FILE [-c FILE]',
    'hub --hosts FILE -o FOLDER [--renew NAME]...',
    'hub --hosts FILE -o FOLDER --streams',
    'check [-c FILE]',
  ],
  about: `Shares what was proven here with other hosts, over NATS: who finished a handshake with a port that nobody has a reason
to touch. Off until fleet.servers names a server.

fleet run tells others and hears them, in the foreground: it is what portjail-fleet.service runs. What enough others have proven
goes to /var/log/portjail-fleet/fleet.log, which the jail portsentry-fleet reads.

fleet status says how that does, and what came of what each host told.

fleet pardon has no host name ADDRESS by the word of others for 24 hours. It takes the key of the user admin.

fleet collect writes what every host tells into one log, in the foreground. It takes the key of the user collector.

fleet hub makes what a hub and its hosts need, and says what is to be done with it: the config of nats-server, an authority, and
a certificate and a key for each. What is there stays. Who is not in FILE any more is put away in FOLDER/old, and the hub lets
nobody in by what is put away. With --streams it has the hub, once that runs, make its streams.

fleet check proves that the hub takes this host for itself and for nobody else, and hands on what it tells.`,
  exit: ['fine, or ended by a signal', 'the work failed, or no connection', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  json: { type: 'boolean', what: 'for status: as JSON' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    what: 'for collect: where the lines go; none that a jail reads. For hub: the folder to fill',
  },
  hosts: {
    type: 'string',
    value: 'FILE',
    what: 'for hub: a line "hub NAME-OR-ADDRESS..." that says how it is reached, and one host a line',
  },
  renew: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    what: 'for hub: a new certificate and key of a host, of hub, admin or collector; the old one is put away',
  },
  streams: { type: 'boolean', what: 'for hub: make the streams of the one that runs' },
} as const satisfies Options;

/** What each of them does; its file is loaded when it is called. */
type Part = (args: Arguments) => Promise<number> | number;

const parts: Readonly<Record<string, () => Promise<{ readonly run: Part }>>> = {
  run: () => import('./run.ts'),
  status: () => import('./status.ts'),
  pardon: () => import('./pardon.ts'),
  collect: () => import('./collect.ts'),
  hub: () => import('./hub.ts'),
  check: () => import('./check.ts'),
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
