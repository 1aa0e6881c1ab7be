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
  await unitRemembers(stage);
  host.run(['systemctl', 'stop', 'portjail']);
  assert.match(host.run(['systemctl', 'show', '-p', 'Result', 'portjail']), /^Result=success$/m);
}

const service =
  "require('node:net').createServer().listen({ port: 3389, host: '::' }, () => console.log('open'))";

/** The folder and all that is in it is the user's at each start (StateDirectory= of systemd.exec(5)), whoever's it was. */
async function unitRemembers(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const restart = async (): Promise<void> => {
    host.run(['systemctl', 'restart', 'portjail']);
    await stage.listens();
    assert.doesNotMatch(stage.said(), /passed over|cannot keep/);
  };
  const resting = (): string => /^resting .*/m.exec(host.run(['portjail', 'status'], 'any'))?.[0] ?? 'none';
  host.run(['systemctl', 'stop', 'portjail']);
  // Whatever stands there on the machine whose root this is.
  host.run(['rm', '-rf', '/var/lib/portjail']);
  const child = host.start(['node', '-e', service]);
  await child.waitFor('open');
  await restart();
  await child.stop();
  for (const again of [restart, restart, () => host.reboot().then(restart)]) {
    await again();
    assert.match(resting(), /^resting +1 port whose service has gone/, stage.said());
    assert.equal(host.run(['stat', '-c', '%U %a', '/var/lib/portjail']).trim(), 'portjail 750');
  }
}
