import assert from 'node:assert/strict';
import type { BootedStage } from './stage.ts';

/** Without units, what systemd has to say of a boot. */
const cycle = /ordering cycle/i;

/** Enables the sentry beside services that want ports which it watches, boots, and finds every one of them up before it. */
export async function bootsBehind(stage: BootedStage, services: readonly string[]): Promise<void> {
  const { host } = stage;
  const time = (unit: string, what: string): number =>
    Number(host.run(['systemctl', 'show', '--value', '-p', `${what}TimestampMonotonic`, unit]));
  host.run(['systemctl', 'enable', '-q', 'portjail']);
  // Debian's "enable" wants links of System V for the others.
  host.run(['systemctl', 'add-wants', '-q', 'multi-user.target', 'fail2ban.service', ...services]);
  await host.reboot();
  await stage.listens();
  const started = time('portjail', 'ExecMainStart');
  for (const unit of services) {
    assert.equal(
      host.run(['systemctl', 'is-active', unit], 'any').trim(),
      'active',
      host.run(['systemctl', 'status', unit], 'any'),
    );
    assert.ok(time(unit, 'ActiveEnter') < started, `${unit} is up before the sentry starts`);
  }
  assert.doesNotMatch(
    host.sh(
      'systemd-analyze verify --man=no /etc/systemd/system/portjail.service multi-user.target 2>&1',
      'any',
    ),
    cycle,
  );
  assert.doesNotMatch(host.run(['journalctl', '-b', '-o', 'cat']), cycle);
  assert.match(
    host.run(['systemctl', 'show', '-p', 'ActiveEnterTimestampMonotonic', 'multi-user.target']),
    /=[1-9]/,
  );
}
