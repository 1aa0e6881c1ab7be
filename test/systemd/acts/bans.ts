import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import type { BootedStage } from '../stage.ts';
import { shown } from './shown.ts';

const config = '/etc/portjail/portjail.json';

/** Started before Fail2ban or behind it, a sentry's line bans; and the ban is there again after a reboot. */
export async function bansWork(stage: BootedStage): Promise<void> {
  const { host } = stage;
  install(stage, {});
  for (const order of [
    ['fail2ban', 'portjail'],
    ['portjail', 'fail2ban'],
  ]) {
    for (const unit of order) host.run(['systemctl', 'start', unit]);
    await bansWhoTouches(stage);
    lift(stage);
    host.run(['systemctl', 'stop', ...order]);
  }
  host.run(['systemctl', 'add-wants', '-q', 'multi-user.target', 'fail2ban.service', 'portjail.service']);
  host.run(['systemctl', 'start', 'fail2ban', 'portjail']);
  await bansWhoTouches(stage);
  await host.reboot();
  await until(
    () => isBanned(stage) && shown(stage, 'ActiveState') === 'active',
    () => host.run(['systemctl', 'status', 'fail2ban', 'portjail'], 'any'),
  );
  lift(stage);
  await bansWhoTouches(stage);
}

/** Where the journal is the log its lines ban, those of a sentry that was started again too. */
export async function journalBans(stage: BootedStage): Promise<void> {
  const { host } = stage;
  install(stage, { log: { target: 'journal' } });
  host.run(['systemctl', 'start', 'portjail', 'fail2ban']);
  await bansWhoTouches(stage);
  lift(stage);
  host.run(['systemctl', 'restart', 'portjail']);
  await bansWhoTouches(stage);
  assert.match(
    host.run(['journalctl', '-u', 'portjail', '-o', 'cat']),
    new RegExp(`: scan src=${stage.hosts.attacker.ipv4} `),
  );
}

/** The timer of Debian's logrotate: on the day after a line was written. */
export async function timerRotates(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const log = '/var/log/portjail/portsentry.log';
  install(stage, {});
  await stage.startSentry();
  await stage.touchedUntil('ipv4', 'scan');
  const before = stage.lines();
  host.write('/var/lib/logrotate/status', `logrotate state -- version 2\n"${log}" 2020-1-1-0:0:0\n`);
  host.write(
    '/etc/systemd/system/logrotate.timer.d/soon.conf',
    '[Timer]\nOnCalendar=\nOnCalendar=*:*:*\nAccuracySec=1ms\nRandomizedDelaySec=0\n',
  );
  host.run(['systemctl', 'daemon-reload']);
  host.run(['systemctl', 'start', 'logrotate.timer']);
  await until(
    () => host.sh(`test -e ${log}.1 && echo so`, 'any') === 'so\n',
    () => host.run(['systemctl', 'status', 'logrotate.service', 'logrotate.timer'], 'any'),
  );
  host.run(['systemctl', 'stop', 'logrotate.timer']);
  assert.deepEqual(
    host
      .run(['cat', `${log}.1`])
      .split('\n')
      .slice(0, before.length),
    before,
  );
  await stage.touchedUntil('ipv4', 'scan');
  assert.match(host.run(['portjail', 'doctor', '--no-ban'], 'any'), /^ok +sentry/m);
  assert.equal(host.run(['stat', '-c', '%U %a', log]), 'portjail 640\n');
}

/** Fail2ban of Debian 12 does not start without a log of sshd. */
function install({ host }: BootedStage, wanted: Readonly<Record<string, unknown>>): void {
  host.write(config, JSON.stringify({ ...wanted, udp: { mode: 'off' } }));
  host.write('/etc/fail2ban/jail.d/sshd.local', '[sshd]\nenabled = false\n');
  host.run(['portjail', 'install', '--no-ban']);
}

const isBanned = ({ host, hosts }: BootedStage): boolean =>
  host.run(['fail2ban-client', 'status', 'portsentry'], 'any').includes(hosts.attacker.ipv4) &&
  host.run(['nft', 'list', 'ruleset']).includes(hosts.attacker.ipv4);

const lift = ({ host, hosts }: BootedStage): unknown =>
  host.run(['fail2ban-client', 'set', 'portsentry', 'unbanip', hosts.attacker.ipv4]);

async function bansWhoTouches(stage: BootedStage): Promise<void> {
  const { attacker, host } = stage.hosts;
  await until(
    () => {
      if (isBanned(stage)) return true;
      attacker.run(['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', host.ipv4]);
      return false;
    },
    () => stage.host.run(['systemctl', 'status', 'fail2ban', 'portjail'], 'any'),
  );
}
