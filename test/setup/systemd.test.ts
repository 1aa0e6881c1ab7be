import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateIn } from '../../src/setup/systemd.ts';

const shown = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const run = (words: string): string =>
  `ExecStart={ path=/usr/sbin/portjail ; argv[]=/usr/sbin/portjail run ${words} ; ignore_errors=no ; pid=7 }`;

test('stateIn() reads what systemctl shows of a unit that runs', () => {
  const text = shown([
    run('--user portjail'),
    'MainPID=321',
    'LoadState=loaded',
    'ActiveState=active',
    'UnitFileState=enabled',
    'NeedDaemonReload=no',
  ]);
  assert.deepEqual(stateIn(text), {
    isKnown: true,
    isEnabled: true,
    isActive: true,
    pid: 321,
    config: undefined,
    isStale: false,
  });
});

test('stateIn() tells a unit that is not there, or not enabled, or was changed', () => {
  assert.equal(stateIn(shown(['LoadState=not-found'])).isKnown, false);
  assert.equal(stateIn('').isKnown, false, 'no systemd');
  assert.equal(stateIn(shown(['LoadState=masked', 'UnitFileState=masked'])).isKnown, false);
  assert.equal(stateIn(shown(['LoadState=loaded', 'UnitFileState=disabled'])).isEnabled, false);
  assert.equal(stateIn(shown(['UnitFileState=static'])).isEnabled, true);
  assert.equal(stateIn(shown(['ActiveState=failed'])).isActive, false);
  assert.equal(stateIn(shown(['NeedDaemonReload=yes'])).isStale, true);
});

test('stateIn() finds the config that the command names', () => {
  assert.equal(stateIn(run('--user portjail -c /etc/a.json')).config, '/etc/a.json');
  assert.equal(stateIn(run('--config=/etc/b.json')).config, '/etc/b.json');
  assert.equal(stateIn(run('--user-c x')).config, undefined);
});
