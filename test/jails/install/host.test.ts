import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { banLogOf } from '../../../src/jails/install/host.ts';
import { temporaryFolder } from '../fixtures.ts';

const file = join(temporaryFolder(), 'fail2ban.log');
writeFileSync(file, '');

test('banLogOf() takes an existing file that bans are written to', () => {
  assert.equal(banLogOf(file, 'INFO').banLog, file);
  assert.equal(banLogOf(file, 'NOTICE').banLog, file);
});

test('banLogOf() says why there is none', () => {
  for (const [target, level, why] of [
    ['SYSLOG', 'INFO', /SYSLOG, which is no file: it needs "logtarget = /],
    ['STDOUT', 'INFO', /no file/],
    ['', 'INFO', /unknown place/],
    [`${file}.missing`, 'INFO', /there is no file .*start Fail2ban once/],
    [join(file, '..'), 'INFO', /there is no file/],
    ['/var/log/a b', 'INFO', /cannot name/],
    [file, 'ERROR', /needs "loglevel = INFO"/],
    [file, 'DEBUG', /needs "loglevel = INFO"/],
  ] as const) {
    assert.equal(banLogOf(target, level).banLog, undefined);
    assert.match(banLogOf(target, level).banLogWhy, why);
  }
});
