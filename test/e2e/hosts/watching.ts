import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseLine } from '../../../src/log/line.ts';
import { createOnce, type Told } from '../../../src/log/once.ts';
import { cli } from '../../support/built.ts';
import { until } from '../../support/until.ts';
import type { Child } from './child.ts';
import { type Host, type Network, network } from './hosts.ts';

export type Names = 'host' | 'attacker' | 'inner';

/** A wire with the built sentry on one host; `inner` is for what stands behind that host. */
export interface Watching {
  readonly hosts: Readonly<Record<Names, Host>>;
  /** The one that runs now. */
  readonly sentry: Child;
  readonly log: string;
  /** Ends the sentry and starts it again; what is done in between sees it gone. */
  restart(between?: () => unknown): Promise<void>;
  /** `portjail COMMAND` with the same config, on the host; what it printed, whatever its exit code. */
  portjail(...words: string[]): string;
  /** Every event of the log; fails on a line that is not ours. */
  entries(): Told[];
  /** A counter that the sentry tells when it is asked. */
  counter(name: string): Promise<number>;
  /** Waits until the sentry has counted so many probes; fails on one more. */
  counted(probes: number): Promise<void>;
  /**
   * Waits until each packet that has arrived is a probe or was counted as dropped: the ring has blocks for 1.2 s, and a
   * busy machine may keep the sentry from reading for longer.
   */
  accountedFor(arrived: () => number): Promise<unknown>;
  /** Ends the sentry and returns what it has counted to the end. */
  finish(): Promise<Record<string, number>>;
  /** Puts another config in force by SIGHUP. */
  reload(config: object): Promise<void>;
}

export interface Setting {
  readonly config: object;
  /** What is to be so before the sentry starts. */
  prepare?(net: Network<Names>, folder: string): unknown;
  /** A program that starts the sentry. */
  readonly prefix?: readonly string[];
  /** More options of `run`. */
  readonly options?: readonly string[];
}

export { cli } from '../../support/built.ts';

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
      ...(setting.options ?? []),
    ];
    const { host } = net.hosts;
    const place = `RUNTIME_DIRECTORY=${folder}/run`;
    const begin = async (): Promise<Child> => {
      const child = host.start(['env', place, ...command]);
      await child.waitFor('portjail is now active and listening.');
      return child;
    };
    let sentry = await begin();
    const stage = {
      hosts: net.hosts,
      get sentry() {
        return sentry;
      },
      restart: async (between: () => unknown = () => {}) => {
        await sentry.stop();
        await between();
        sentry = await begin();
      },
      portjail: (...words: string[]) =>
        host.run(['env', place, process.execPath, cli, ...words, '-c', join(folder, 'portjail.json')], 'any'),
      ...reading(join(folder, 'log/portsentry.log')),
      ...asking(() => sentry, write),
    };
    await play(stage);
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

/** What the sentry prints in answer to a signal. */
function after(sentry: Child, signal: NodeJS.Signals, pattern: RegExp): Promise<string> {
  const before = sentry.output().length;
  process.kill(sentry.pid, signal);
  const said = (): string | false => pattern.exec(sentry.output().slice(before))?.[0] ?? false;
  return until(said, `${pattern} after ${signal}`);
}

/** A counter that a sentry tells when it is asked. */
export const askCounter = async (sentry: Child, name: string): Promise<number> =>
  Number.parseInt((await after(sentry, 'SIGUSR1', new RegExp(`${name}=.*\n`))).split('=')[1] ?? '', 10);

function asking(
  current: () => Child,
  write: (config: object) => void,
): Pick<Watching, 'counter' | 'counted' | 'accountedFor' | 'finish' | 'reload'> {
  const counter = (name: string): Promise<number> => askCounter(current(), name);
  return {
    counter,
    counted: async probes => {
      await until(async () => (await counter('probes')) >= probes, `${probes} probes`);
      assert.equal(await counter('probes'), probes, current().output());
    },
    accountedFor: arrived =>
      until(
        async () => (await counter('probes')) + (await counter('dropped')) === arrived(),
        () => `${arrived()} packets: ${current().output()}`,
      ),
    finish: async () => {
      const sentry = current();
      assert.equal(await sentry.stop(), 0, sentry.output());
      const said =
        sentry
          .output()
          .match(/probes=.*/g)
          ?.at(-1) ?? assert.fail(sentry.output());
      return Object.fromEntries(
        [...said.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
      );
    },
    reload: async config => {
      write(config);
      await after(current(), 'SIGHUP', /reloaded .*: |the old config stays/);
    },
  };
}
