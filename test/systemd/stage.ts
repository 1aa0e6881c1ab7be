import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../e2e/child.ts';
import { type Hosts, network, run } from '../e2e/hosts.ts';
import { type Booted, boot } from './booted.ts';

export const log = '/var/log/portjail/portsentry.log';

/** A booted host with portjail installed, not enabled and not started, and somebody who scans it. */
export interface BootedStage {
  readonly host: Booted;
  readonly hosts: Hosts<'host' | 'attacker'>;
  /** Starts the unit, and waits until it listens. */
  startSentry(): Promise<unknown>;
  /** Waits until the sentry of this boot listens. */
  listens(): Promise<unknown>;
  /** What the sentry has said. */
  said(): string;
  /** Lines of its log. */
  lines(): string[];
  /** Touches port 23 from the attacker's until a new line holds it. */
  touchUntil(text: string): Promise<unknown>;
}

/** Boots, installs, plays, and clears everything whatever happens. */
export async function onBooted(root: string, play: (stage: BootedStage) => Promise<void>): Promise<void> {
  const net = network('host', 'attacker');
  try {
    const host = await boot(net, net.hosts.host, root);
    installPortjail(host);
    await play(stageOf(host, net.hosts));
  } finally {
    await net.teardown();
  }
}

function stageOf(host: Booted, hosts: BootedStage['hosts']): BootedStage {
  const said = (): string => host.run(['journalctl', '-b', '-o', 'cat', '-u', 'portjail'], 'any');
  const lines = (): string[] => host.run(['cat', log], 'any').split('\n').filter(Boolean);
  const { attacker } = hosts;
  const isReady = (): boolean => said().includes('portjail is now active and listening.');
  const listens = (): Promise<unknown> =>
    until(isReady).catch(() => assert.fail(`it does not listen: ${said()}`));
  return {
    host,
    hosts,
    said,
    lines,
    startSentry: () => {
      host.run(['systemctl', 'start', 'portjail']);
      return listens();
    },
    listens,
    touchUntil: text => {
      const before = lines().length;
      const touched = (): boolean => {
        attacker.run(['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', hosts.host.ipv4]);
        return lines()
          .slice(before)
          .some(line => line.includes(text));
      };
      return until(touched, 30_000, text).catch(() => assert.fail(`no "${text}" in ${lines().join('\n')}`));
    },
  };
}

/** As `make install` does it, which makes the user only where it installs into the running system. */
function installPortjail(host: Booted): void {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-boot-'));
  try {
    run(['make', '-s', 'install', `DESTDIR=${folder}`], 'success');
    host.unpack(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  host.run(['useradd', '--system', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'portjail']);
  host.run(['systemctl', 'daemon-reload']);
}
