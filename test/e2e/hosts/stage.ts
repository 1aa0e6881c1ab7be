import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../../support/built.ts';
import type { Child } from './child.ts';
import { type Fail2ban, startFail2ban } from './fail2ban.ts';
import { type Host, network } from './hosts.ts';
import { startService } from './service.ts';

/** The port of the open service that an honest client uses. */
export const openPort = 8000;

export type Hosts = Readonly<Record<'host' | 'attacker' | 'admin' | 'second', Host>>;

/** Everything that a play needs: the hosts, the built sentry on one of them, Fail2ban with the rendered pack. */
export interface Stage {
  readonly hosts: Hosts;
  readonly sentry: Child;
  readonly fail2ban: Fail2ban;
  /** The lines of the log. */
  lines(): string[];
  /** `portjail COMMAND` with the same config, on the host; what it printed. */
  portjail(command: string, ...args: string[]): string;
}

/**
 * Sets the stage, plays, and clears it whatever happens. `write` puts the config into the folder and answers the
 * options that name it; the log is `portsentry.log` in that folder.
 */
export async function onStage(
  write: (folder: string, hosts: Hosts) => string[],
  play: (stage: Stage) => Promise<void>,
  jails: readonly string[] = ['portsentry'],
): Promise<void> {
  const net = network('host', 'attacker', 'admin', 'second');
  try {
    const { host } = net.hosts;
    const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
    net.onTeardown(() => rmSync(folder, { recursive: true }));
    const options = write(folder, net.hosts);
    const portjail = (command: string, ...args: string[]): string =>
      host.run([process.execPath, cli, command, ...options, ...args]);
    portjail('render', '-o', join(folder, 'pack'));
    // The sentry first: it makes the log, without which Fail2ban 1.0.2 does not start.
    const sentry = host.start([
      'env',
      `RUNTIME_DIRECTORY=${folder}/run`,
      process.execPath,
      cli,
      'run',
      ...options,
    ]);
    await sentry.waitFor('portjail is now active and listening.');
    const fail2ban = await startFail2ban(net, host, join(folder, 'pack'), jails);
    await startService(host, openPort);
    const lines = (): string[] => linesOf(join(folder, 'portsentry.log'));
    await play({ hosts: net.hosts, sentry, fail2ban, lines, portjail });
  } finally {
    await net.teardown();
  }
}

const linesOf = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : [];
