import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import type { BootedStage } from './stage.ts';

const config = '/etc/portjail/portjail.json';

/** A reload by systemctl, of a config that is right and of one that is not, on any root. */
export async function reloadWorks(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const owners = (): string =>
    host.sh('stat -c "%U:%G %a %n" /var/log/portjail /run/portjail /var/log/portjail/*');
  const times = (text: RegExp): number => stage.said().match(text)?.length ?? 0;
  await stage.startSentry();
  await stage.touchedUntil('ipv4', 'scan');
  const before = owners();
  assert.match(before, /^portjail:adm 2750 \/var\/log\/portjail\nportjail:adm 2755 \/run\/portjail\n/);

  host.write(config, '{ "tcp": { "ports": "23,2323" } }');
  host.run(['systemctl', 'reload', 'portjail']);
  await until(
    () => times(/reloaded .*: 2 TCP/g) === 1,
    () => stage.said(),
  );
  assert.equal(owners(), before, 'nothing has changed hands');

  host.write(config, '{ "tcp": { "ports": "23,twenty" } }');
  host.sh('! systemctl reload portjail');
  assert.match(stage.said(), /portjail\.json:1:\d+: .*twenty/, 'the journal says what is wrong');
  assert.doesNotMatch(stage.said(), /the old config stays/, 'the sentry has not been asked');

  host.run(['mv', '/var/log/portjail/portsentry.log', '/var/log/portjail/portsentry.log.1']);
  host.write(config, '{}');
  host.run(['systemctl', 'reload', 'portjail']);
  await until(
    () => times(/reloaded /g) === 2,
    () => stage.said(),
  );
  await stage.touchedUntil('ipv4', 'scan');
  assert.equal(host.run(['systemctl', 'is-active', 'portjail']).trim(), 'active');
}
