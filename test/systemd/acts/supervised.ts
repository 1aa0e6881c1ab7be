import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import type { BootedStage } from '../stage.ts';
import { edit, shown, unedit } from './shown.ts';

const config = '/etc/portjail/portjail.json';
/** No waiting between two starts, however many there are; a watchdog that a busy machine does not set off. */
const impatient = ['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'RestartSec=100ms', 'WatchdogSec=5s'];

/** The unit as its administrator sees it, on any root: what systemd says of it is true, and it comes back by itself. */
export async function supervised(stage: BootedStage): Promise<void> {
  isReadyWhenStarted(stage);
  isLittleExposed(stage);
  obeysOldHabits(stage);
  edit(stage, 'impatient', ...impatient);
  stage.host.run(['systemctl', 'restart', 'portjail']);
  await saysWhatItWrote(stage);
  await comesBack(stage, 'STOP');
  await comesBack(stage, 'KILL');
  saysItsMistake(stage);
  await waitsForItsLog(stage);
  unedit(stage, 'impatient');
}

/** At once: that is what "started" means. */
function isReadyWhenStarted(stage: BootedStage): void {
  stage.host.run(['systemctl', 'start', 'portjail']);
  assert.match(shown(stage, 'StatusText'), /^\d+ TCP and \d+ UDP ports answer by /);
  stage.host.run(['test', '-e', '/run/portjail/status.json']);
}

/** What each remaining mark is stands in docs/service.md. */
function isLittleExposed({ host }: BootedStage): void {
  const most = '22';
  host.run(['systemd-analyze', 'security', '--no-pager', `--threshold=${most}`, 'portjail']);
}

/** The command of docs/from-portsentry.md. */
function obeysOldHabits(stage: BootedStage): void {
  const { host } = stage;
  const pid = shown(stage, 'MainPID');
  host.sh('ln -s "$(systemctl show -P FragmentPath portjail)" /etc/systemd/system/portsentry.service');
  host.sh('systemctl daemon-reload && service portsentry restart');
  assert.notEqual(shown(stage, 'MainPID'), pid);
  assert.match(host.sh('service portsentry status'), /^. portjail\.service - .*Active: active/s);
  host.sh('rm /etc/systemd/system/portsentry.service && systemctl daemon-reload');
}

async function saysWhatItWrote(stage: BootedStage): Promise<void> {
  const fed = shown(stage, 'WatchdogTimestampMonotonic');
  await stage.touchedUntil('ipv4', 'scan');
  await until(
    () => /written: [1-9]\d* scans?/.test(shown(stage, 'StatusText')),
    () => shown(stage, 'StatusText'),
  );
  assert.notEqual(shown(stage, 'WatchdogTimestampMonotonic'), fed);
}

/** After a loop that is stuck, or an end without a word: another process, which listens and writes. */
async function comesBack(stage: BootedStage, signal: 'STOP' | 'KILL'): Promise<void> {
  const pid = shown(stage, 'MainPID');
  stage.host.run(['kill', `-${signal}`, pid]);
  const isBack = (): boolean => shown(stage, 'ActiveState') === 'active' && shown(stage, 'MainPID') !== pid;
  await until(isBack, () => stage.host.run(['systemctl', 'status', 'portjail'], 'any'));
  await stage.touchedUntil('ipv4', 'scan');
}

/** And is not started again, since that would not help. */
function saysItsMistake(stage: BootedStage): void {
  const { host } = stage;
  host.write(config, '{ "tcp": { "ports": "23,twenty" } }');
  host.sh('! systemctl restart portjail');
  assert.equal(shown(stage, 'SubState'), 'failed');
  assert.match(
    host.run(['systemctl', 'status', 'portjail'], 'any'),
    /Status: "\/etc\/portjail\/portjail\.json:1:\d+: .*found "twenty"/,
  );
  host.write(config, '{}');
}

const writer = /^another sentry \(process (?<pid>\d+)\) writes \/var\/log\/portjail\//;

/** Somebody else's sentry, in a network of its own, writes the same log: started again until that one has ended. */
async function waitsForItsLog(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const other = host.start([
    ...(['env', 'RUNTIME_DIRECTORY=/run/other', 'unshare', '--net'] as const),
    ...['portjail', 'run', '--user', 'portjail'],
  ]);
  await other.waitFor('portjail is now active and listening.');
  host.sh('! systemctl start portjail');
  // Each start forgets what the one before has said.
  const pid = await until(
    () => writer.exec(shown(stage, 'StatusText'))?.groups?.['pid'] ?? false,
    () => host.run(['systemctl', 'status', 'portjail'], 'any'),
  );
  host.run(['kill', pid]);
  await until(
    () => shown(stage, 'ActiveState') === 'active',
    () => host.run(['systemctl', 'status', 'portjail'], 'any'),
  );
}
