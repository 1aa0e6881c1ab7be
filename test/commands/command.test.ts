import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseOperands } from '../../src/commands/command.ts';
import { UsageError } from '../../src/util/errors.ts';
import { portjail } from './program.ts';

test('refuseOperands() throws for a word that no option takes', () => {
  refuseOperands('run', { positionals: [] });
  assert.throws(() => refuseOperands('run', { positionals: ['a.conf'] }), UsageError);
});

for (const command of ['run', 'check', 'render', 'install', 'uninstall', 'monitor', 'status'])
  test(`${command} ends with exit code 2 when a config is named without -c`, () => {
    const { code, stdout, stderr } = portjail(command, 'portsentry.conf');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`unexpected "portsentry.conf": .* -c FILE, .*${command} --help`));
  });
