import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, type Network, network, run } from '../e2e/hosts/hosts.ts';
import { until } from '../support/until.ts';
import { type Booted, boot } from '../systemd/booted.ts';
import { debMadeIn, olderThan, ownCheckout, ownFolder } from './package.ts';

/** A server that has booted some Debian, with the packages in /srv, and a machine that scans it. */
export interface Server extends Booted {
  readonly attacker: Host;
  readonly address: string;
  /** `apt-get` with these words; returns all that is said. Fails when it does, unless told not to. */
  apt(words: string, expected?: 'success' | 'any'): string;
  /** The first word of what systemctl says, such as active. */
  unit(question: 'is-active' | 'is-enabled'): string;
  /** Names of the jails that Fail2ban's server has. */
  jails(): string;
  /** Files of our name that were there before, and users. */
  readonly before: readonly string[];
}

export const [older, newer] = ['/srv/older.deb', '/srv/newer.deb'];

let layer: string | undefined;

/** A folder with the packages in it, made once. */
function packages(): string {
  if (layer !== undefined) return layer;
  layer = ownFolder();
  mkdirSync(join(layer, 'srv'));
  const deb = debMadeIn(ownCheckout());
  run(['cp', deb, join(layer, newer)], 'success');
  run(['cp', olderThan(deb), join(layer, older)], 'success');
  return layer;
}

/** How packages come and go: as apt is told, which returns all that is said. */
type Apt = (host: Booted) => Server['apt'];

const byApt: Apt = host => (words, expected) =>
  host.sh(`DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Use-Pty=0 ${words} 2>&1`, expected);

/** By dpkg alone, whatever else is there or not: this machine may have a Node.js that no package brought. */
export const byDpkg: Apt = host => (words, expected) =>
  host.sh(`dpkg --force-depends --${words} 2>&1`, expected);

/** Boots a root, plays, and clears everything whatever happens. */
export async function onServer(
  root: string,
  play: (server: Server) => Promise<void>,
  apt = byApt,
): Promise<void> {
  const net: Network<'host' | 'attacker'> = network('host', 'attacker');
  try {
    const host = await boot(net, net.hosts.host, root);
    // This machine may have run a sentry of its own.
    host.sh('find /etc /var -xdev -depth -iname "*portjail*" -exec rm -rf {} +');
    host.unpack(packages());
    // As a server with rsyslog has it: without, Debian 12's Fail2ban does not start. A container's packages start nothing.
    host.sh(`: >/var/log/auth.log
      test ! -e /usr/sbin/policy-rc.d || mount --bind /bin/true /usr/sbin/policy-rc.d`);
    await play(serverOf(host, net, apt));
  } finally {
    await net.teardown();
  }
}

const serverOf = (host: Booted, { hosts }: Network<'host' | 'attacker'>, apt: Apt): Server => ({
  ...host,
  attacker: hosts.attacker,
  address: hosts.host.ipv4,
  before: oursOn(host),
  apt: apt(host),
  unit: question => host.run(['systemctl', question, 'portjail'], 'any').trim(),
  jails: () => host.sh('fail2ban-client status 2>&1', 'any'),
});

/** Starts Fail2ban anew, reloads it, and waits until it answers. */
export async function fail2banRuns(server: Server): Promise<void> {
  server.run(['systemctl', 'restart', 'fail2ban']);
  const answers = (): boolean => server.jails().includes('Jail list:');
  await until(answers, () => server.sh('systemctl status fail2ban; fail2ban-client -t 2>&1', 'any'));
  server.run(['fail2ban-client', 'reload']);
  assert.match(server.jails(), /Jail list:/);
}

export const installJails = (server: Server): string =>
  server.sh('portjail install --no-ban 2>&1; fail2ban-client status portsentry');

/** Every file of our name or of nobody's, and the user, but for what was there before. */
export const remains = (server: Server): string[] =>
  oursOn(server).filter(name => !server.before.includes(name));

const oursOn = (host: Booted): string[] =>
  host
    .sh(
      `find /boot /etc /opt /srv /usr /var /run -xdev '(' -iname '*portjail*' -o -nouser ')'
      grep -h portjail /etc/passwd /etc/group`,
      'any',
    )
    .split('\n')
    .filter(Boolean);
