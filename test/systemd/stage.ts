import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, type Hosts, type Network, network, run } from '../e2e/hosts/hosts.ts';
import { until } from '../support/until.ts';
import { type Booted, boot } from './booted.ts';

const log = '/var/log/portjail/portsentry.log';

/** A booted host with portjail installed, not enabled and not started, and somebody who scans it. */
export interface BootedStage {
  readonly host: Booted;
  readonly hosts: Hosts<'host' | 'attacker'>;
  readonly net: Network<string>;
  /** Starts the unit, and waits until it listens. */
  startSentry(): Promise<unknown>;
  /** Waits until the sentry of the unit's last start listens. */
  listens(): Promise<unknown>;
  /** What the sentry of the unit's last start has said. */
  said(): string;
  /** Lines of its log. */
  lines(): string[];
  /** Touches port 23 from the attacker's, until a new line has that verdict. */
  touchedUntil(family: 'ipv4' | 'ipv6', verdict: 'scan' | 'protected'): Promise<unknown>;
}

/** Boots, installs, plays, and clears everything whatever happens. */
export async function onBooted(root: string, play: (stage: BootedStage) => Promise<void>): Promise<void> {
  const net = network('host', 'attacker');
  try {
    const host = await boot(net, net.hosts.host, root);
    installPortjail(host);
    await play(stageOf(host, net));
  } finally {
    await net.teardown();
  }
}

function stageOf(host: Booted, net: Network<'host' | 'attacker'>): BootedStage {
  const { hosts } = net;
  const said = (): string => {
    const id = host.run(['systemctl', 'show', '--value', '-p', 'InvocationID', 'portjail']).trim();
    return host.run(['journalctl', '-o', 'cat', `_SYSTEMD_INVOCATION_ID=${id}`], 'any');
  };
  const lines = (): string[] => host.run(['cat', log], 'any').split('\n').filter(Boolean);
  const isReady = (): boolean => said().includes('portjail is now active and listening.');
  const listens = (): Promise<unknown> => until(isReady, () => `a sentry that listens: ${said()}`);
  return {
    host,
    hosts,
    net,
    said,
    lines,
    startSentry: () => {
      host.run(['systemctl', 'start', 'portjail']);
      return listens();
    },
    listens,
    touchedUntil: (family, verdict) => {
      const before = lines().length;
      const pattern = verdictOf(hosts.attacker[family], verdict);
      const touched = (): boolean => {
        touch(hosts.attacker, hosts.host[family]);
        return lines()
          .slice(before)
          .some(line => pattern.test(line));
      };
      return until(touched, () => `${pattern} in\n${lines().join('\n')}\n${said()}`);
    },
  };
}

const verdictOf = (source: string, verdict: 'scan' | 'protected'): RegExp =>
  verdict === 'scan'
    ? new RegExp(`: scan src=${source} evidence=handshake `)
    : new RegExp(`: seen src=${source} .*why=protected`);

function touch(from: Host, target: string): void {
  const family = target.includes(':') ? ['-6'] : [];
  from.run(['nmap', ...family, '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', target]);
}

/**
 * ProtectKernelTunables= brings a /proc of its own (MountAPIVFS= in systemd.exec(5)), which knows the machine's boot and
 * not this one's.
 */
const ownBoot = '[Service]\nBindReadOnlyPaths=/run/boot_id:/proc/sys/kernel/random/boot_id\n';

/** As `make install` does it, which makes the user only where it installs into the running system. */
function installPortjail(host: Booted): void {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-boot-'));
  try {
    run(['make', '-s', 'install', `DESTDIR=${folder}`], 'success');
    host.unpack(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  host.write('/etc/systemd/system/portjail.service.d/boot.conf', ownBoot);
  for (const user of ['portjail', 'portjail-names', 'portjail-fleet'])
    host.run(['useradd', '--system', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', user]);
  host.run(['systemctl', 'daemon-reload']);
}
