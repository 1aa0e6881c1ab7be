import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Child } from './child.ts';
import type { Host, Network } from './hosts.ts';

/** A Fail2ban of the test's own. */
export interface Fail2ban {
  /** `fail2ban-client ARGS`: what it printed, whatever its exit code. */
  client(...args: string[]): string;
  /** The addresses that a jail says it has banned. */
  banned(jail: string): string[];
  /** The lines that a jail has counted against anybody. */
  totalFailed(jail: string): number;
  log(): string;
  /** Has the server stand still meanwhile, as a busy one does: it reads nothing. */
  frozen(meanwhile: () => Promise<void>): Promise<void>;
  /** Kills the server, and starts it again when the rest is done. */
  killed(meanwhile: () => Promise<void>): Promise<void>;
}

/**
 * Starts a real fail2ban-server on the host with its own copy of the system's configuration, in which the jails of
 * the pack (`filter.d`, `jail.d`, `action.d` under packDir) are the only ones, and with its own socket, database and
 * log. Resolves once the jails answer.
 */
export async function startFail2ban(
  net: Network<string>,
  host: Host,
  packDir: string,
  jails: readonly string[],
): Promise<Fail2ban> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-f2b-'));
  net.onTeardown(() => rmSync(folder, { recursive: true }));
  const config = configuration(folder, packDir);
  const log = join(folder, 'fail2ban.log');
  const socket = join(folder, 'f2b.sock');
  const common = ['-c', config, '-s', socket, '-p', join(folder, 'f2b.pid')];
  const client = (...args: string[]): string => host.run(['fail2ban-client', ...common, ...args], 'any');
  const readLog = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const start = async (): Promise<Child> => {
    const started = host.start(['fail2ban-server', ...common, '-f', 'start']);
    await until(
      () => existsSync(socket) && jails.every(jail => client('status', jail).includes('Total failed')),
      () => `the jails of Fail2ban, which says:\n${started.output()}\n${readLog()}`,
    );
    return started;
  };
  let server = await start();
  return {
    client,
    banned: jail => words(/Banned IP list:[ \t]*(.*)/.exec(client('status', jail))?.[1]),
    totalFailed: jail => Number(/Total failed:\s*(\d+)/.exec(client('status', jail))?.[1] ?? Number.NaN),
    log: readLog,
    killed: async meanwhile => {
      await server.stop('SIGKILL');
      // What it leaves: the next one would take it for alive.
      for (const name of ['f2b.sock', 'f2b.pid']) rmSync(join(folder, name), { force: true });
      await meanwhile();
      server = await start();
    },
    frozen: async meanwhile => {
      process.kill(server.pid, 'SIGSTOP');
      try {
        await meanwhile();
      } finally {
        process.kill(server.pid, 'SIGCONT');
      }
    },
  };
}

const words = (text = ''): string[] => text.split(' ').filter(word => word !== '');

/** The system's files without the admin's changes, the pack on top. */
function configuration(folder: string, packDir: string): string {
  const config = join(folder, 'etc');
  cpSync('/etc/fail2ban', config, { recursive: true });
  for (const part of ['jail.d', 'fail2ban.d']) rmSync(join(config, part), { recursive: true, force: true });
  for (const name of readdirSync(config, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.local')) rmSync(join(config, name));
  mkdirSync(join(config, 'jail.d'));
  for (const part of ['filter.d', 'jail.d', 'action.d'])
    if (existsSync(join(packDir, part))) cpSync(join(packDir, part), join(config, part), { recursive: true });
  const own = {
    loglevel: 'INFO',
    logtarget: join(folder, 'fail2ban.log'),
    dbfile: join(folder, 'f2b.sqlite3'),
  };
  writeFileSync(join(config, 'fail2ban.local'), '[Definition]\n');
  for (const [name, value] of Object.entries(own))
    appendFileSync(join(config, 'fail2ban.local'), `${name} = ${value}\n`);
  return config;
}
