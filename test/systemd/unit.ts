import assert from 'node:assert/strict';
import type { BootedStage } from './stage.ts';

/** The shipped unit, from the start to the stop, on any root. */
export async function unitWorks(stage: BootedStage): Promise<void> {
  const { host } = stage;
  await stage.startSentry();
  await stage.touchedUntil('ipv4', 'scan');
  const pid = host.run(['systemctl', 'show', '--value', '-p', 'MainPID', 'portjail']).trim();
  const users = host.run(['sh', '-c', `grep -h ^Uid: /proc/${pid}/task/*/status | sort -u`]);
  const { uid } = /uid=(?<uid>\d+)/.exec(host.run(['id', 'portjail']))?.groups ?? {};
  assert.equal(users.trim(), `Uid:${`\t${uid}`.repeat(4)}`, 'every thread has become the user');
  host.run(['systemctl', 'stop', 'portjail']);
  assert.match(host.run(['systemctl', 'show', '-p', 'Result', 'portjail']), /^Result=success$/m);
}
