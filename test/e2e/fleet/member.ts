import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetLog } from '../../../src/log/fleet/fleet-line.ts';
import { cli } from '../../support/built.ts';
import type { Hub, HubOptions } from '../../support/hub/hub.ts';
import type { Child } from '../hosts/child.ts';
import { type Fail2ban, startFail2ban } from '../hosts/fail2ban.ts';
import type { Host, Network } from '../hosts/hosts.ts';

export const jail = 'portsentry-fleet';

/** A host of the fleet: the built program with a config and folders of its own. */
export interface Member {
  readonly host: Host;
  readonly folder: string;
  readonly log: string;
  /** Starts `portjail WORDS` and waits until it says that it runs. */
  start(said: string, ...words: string[]): Promise<Child>;
  run(...words: string[]): string;
}

export function member(
  net: Network<string>,
  host: Host,
  name: string,
  hub: Hub,
  config: { readonly fleet?: object; readonly ignore?: object },
): Member {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  net.onTeardown(() => rmSync(folder, { recursive: true }));
  const [file, log] = [join(folder, 'portjail.json'), join(folder, 'log/fleet.log')];
  const { ca, cert, key } = hub.credentials(name);
  const fleet = { servers: [hub.server], name, ca, cert, key, accept: true, hosts: 1 };
  const places = { LOGS_DIRECTORY: 'log', RUNTIME_DIRECTORY: 'run', STATE_DIRECTORY: 'state' };
  const command = (words: readonly string[]): [string, ...string[]] => [
    'env',
    ...Object.entries(places).map(([variable, value]) => `${variable}=${join(folder, value)}`),
    process.execPath,
    cli,
    ...words,
    '-c',
    file,
  ];
  writeFileSync(
    file,
    JSON.stringify({
      tcp: { ports: '23,2323' },
      udp: { mode: 'off' },
      log: { file: join(folder, 'portsentry.log') },
      ...config,
      fleet: { ...fleet, ...config.fleet },
    }),
  );
  return {
    host,
    folder,
    log,
    // The status of one that has no connection yet is a failure.
    run: (...words) => host.run(command(words), words[1] === 'status' ? 'any' : 'success'),
    start: async (said, ...words) => {
      const child = host.start(command(words));
      await child.waitFor(said);
      return child;
    },
  };
}

/** A hub of these users on a host of the network. */
export const hubOn = (host: Host, users: readonly string[]): HubOptions => ({
  users,
  address: host.ipv4,
  port: 4222,
  start: command => host.start(command),
  run: command => host.run(command),
});

/** Fail2ban on a host of the fleet, with the pack that its config renders. */
export async function guard(net: Network<string>, guarded: Member): Promise<Fail2ban> {
  const { host, folder, log } = guarded;
  const pack = join(folder, 'pack');
  guarded.run('render', '-o', pack);
  const file = join(pack, 'jail.d/portjail.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace(fleetLog, log));
  writeFileSync(join(folder, 'portsentry.log'), '', { flag: 'a' });
  return startFail2ban(net, host, pack, ['portsentry', jail]);
}
