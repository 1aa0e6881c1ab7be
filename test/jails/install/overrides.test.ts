import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsIn } from '../../../src/fail2ban/jail-files.ts';
import { jailsMend, overridesIn, refuseOverride } from '../../../src/jails/install/overrides.ts';
import { jailFile } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { configWith } from '../fixtures.ts';

const ours = `/etc/fail2ban/${jailFile}`;
const pack = settingsIn(renderPack(configWith()).get(jailFile) ?? '', ours);
const local = '/etc/fail2ban/jail.local';
const found = (text: string): string[] =>
  overridesIn([...pack, ...settingsIn(text, local)]).map(({ setting }) => `${setting.line} ${setting.name}`);

test('overridesIn() finds what has a jail of ours look elsewhere, and minds nothing else of the admin', () => {
  const stock = '[portsentry]\nlogpath = /var/lib/portsentry/portsentry.history\nmaxretry = 1\n';
  assert.deepEqual(found(stock), ['2 logpath']);
  assert.deepEqual(found('[portsentry]\nfilter = portsentry\nbackend = systemd\n'), [
    '2 filter',
    '3 backend',
  ]);
  for (const fine of [
    '[portsentry]\nbantime = 1d\nbackend = polling\nfilter = portjail[evidence=handshake, x=y]\n',
    '[portsentry]\nlogpath = /var/log/other\n  /var/log/portjail/portsentry.log\n',
    '[portsentry]\nlogpath = %(mine)s\n',
    '[portsentry]\nenabled = false\nlogpath = /x\n',
    '[portsentry-unverified]\nlogpath = /x\n',
    '[sshd]\nlogpath = /x\n[DEFAULT]\nlogpath = /y\n',
  ])
    assert.deepEqual(found(fine), [], fine);
});

test('jailsMend() says again what ours has said, and has the last word', () => {
  const settings = [...pack, ...settingsIn('[portsentry]\nlogpath = /x\nfilter = portsentry\n', local)];
  const text = jailsMend(overridesIn(settings));
  assert.deepEqual(
    overridesIn([...settings, ...settingsIn(text, '/etc/fail2ban/jail.d/portjail-jails.local')]),
    [],
  );
  assert.match(
    text,
    /\n\[portsentry\]\nfilter = portjail\[evidence=handshake\]\nlogpath = \/var\/log\/portjail\/portsentry\.log\n$/,
  );
});

test('refuseOverride() names file, line, section and what to do', () => {
  const [override] = overridesIn([...pack, ...settingsIn('[portsentry]\nlogpath = /x\n', local)]);
  assert.ok(override !== undefined);
  assert.throws(
    () => refuseOverride(override, true),
    /jail\.local, line 2, has "logpath = \/x" in \[portsentry\].*Remove that line.*--mend/,
  );
  assert.throws(() => refuseOverride(override, false), /copy of jail\.conf's$/);
});
