import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/commands/render.ts';
import { shipped } from '../../src/util/files/shipped.ts';
import { temporaryFolder } from '../jails/fixtures.ts';

test('render writes the pack beneath -o, with the log that --log names', () => {
  const output = join(temporaryFolder(), 'new/folder');
  assert.equal(run({ values: { defaults: true, output, log: '/srv/scan.log' }, positionals: [] }), 0);
  const files = readdirSync(output, { recursive: true, encoding: 'utf8' }).sort();
  assert.deepEqual(
    files.filter(file => file.includes('/')),
    [
      'action.d/portjail-prefix.conf',
      'filter.d/portjail-fleet.conf',
      'filter.d/portjail-recidive.conf',
      'filter.d/portjail.conf',
      'jail.d/portjail.conf',
      'logrotate.d/portjail',
    ],
  );
  assert.match(readFileSync(join(output, 'jail.d/portjail.conf'), 'utf8'), /^logpath = \/srv\/scan\.log$/m);
});

test('shipped() finds what stands beside the program, and says so when it does not', () => {
  assert.ok(shipped('templates/jail.conf.hbs').endsWith('/templates/jail.conf.hbs'));
  assert.throws(() => shipped('templates/none'), /beside the program/);
});
