import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLine } from '../../src/log/line.ts';
import { createOnce, type Told } from '../../src/log/once.ts';
import { type Child, until } from './child.ts';
import { type Host, type Network, network } from './hosts.ts';

export type Names = 'host' | 'attacker' | 'inner';

/** A wire with the built sentry on one host; `inner` is for what stands behind that host. */
export interface Watching {
  readonly hosts: Readonly<Record<Names, Host>>;
  readonly sentry: Child;
  readonly log: string;
  /** Every event of the log; fails on a line that is not ours. */
  entries(): Told[];
  /** A counter that the sentry tells when it is asked. */
  counter(name: string): Promise<number>;
  /** Puts another config in force by SIGHUP. */
  reload(config: object): Promise<void>;
}

export interface Setting {
  readonly config: object;
  /** What is to be so before the sentry starts. */
  prepare?(net: Network<Names>, folder: string): unknown;
  /** A program that starts the sentry. */
  readonly prefix?: readonly string[];
}

export const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Sets up the hosts, starts the sentry, plays, and clears everything whatever happens. */
export async function watching(setting: Setting, play: (stage: Watching) => Promise<void>): Promise<void> {
  const net = network('host', 'attacker', 'inner');
  try {
    const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
    net.onTeardown(() => rmSync(folder, { recursive: true }));
    await setting.prepare?.(net, folder);
    const write = (config: object): void =>
      writeFileSync(join(folder, 'portjail.json'), JSON.stringify({ ...config, log: logOf(folder, config) }));
    write(setting.config);
    const command = [
      ...(setting.prefix ?? []),
      process.execPath,
      cli,
      'run',
      '-c',
      join(folder, 'portjail.json'),
    ];
    const sentry = net.hosts.host.start(['env', `RUNTIME_DIRECTORY=${folder}/run`, ...command]);
    await sentry.waitFor('portjail is now active and listening.');
    await play({
      hosts: net.hosts,
      sentry,
      ...reading(join(folder, 'log/portsentry.log')),
      ...asking(sentry, write),
    });
  } finally {
    await net.teardown();
  }
}

const logOf = (folder: string, config: object): object => ({
  ...('log' in config ? (config.log as object) : {}),
  file: join(folder, 'log/portsentry.log'),
});

const reading = (log: string): Pick<Watching, 'log' | 'entries'> => ({
  log,
  entries: () => {
    const once = createOnce();
    return (existsSync(log) ? readFileSync(log, 'utf8') : '')
      .split('\n')
      .filter(line => line !== '')
      .flatMap(line => once(parseLine(line) ?? fail(line)) ?? []);
  },
});

function fail(line: string): never {
  throw new Error(`not a line of ours: ${line}`);
}

function asking(sentry: Child, write: (config: object) => void): Pick<Watching, 'counter' | 'reload'> {
  const after = async (signal: NodeJS.Signals, pattern: RegExp): Promise<string> => {
    const before = sentry.output().length;
    process.kill(sentry.pid, signal);
    const said = (): string | false => pattern.exec(sentry.output().slice(before))?.[0] ?? false;
    return until(said, 10_000, `${pattern} after ${signal}`);
  };
  return {
    counter: async name => Number((await after('SIGUSR1', new RegExp(`${name}=\\d+`))).split('=')[1]),
    reload: async config => {
      write(config);
      await after('SIGHUP', /reloaded .*: |the old config stays/);
    },
  };
}
