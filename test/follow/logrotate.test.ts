import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { olddirOf } from '../../src/follow/logrotate.ts';
import { directory } from '../commands/program.ts';

/** Where the rotated files of /var/log/x/a.log are by these files of logrotate's, one after the other. */
function olddir(...texts: string[]): string | undefined {
  const folder = directory();
  const files = texts.map((text, at) => {
    const file = join(folder, String(at));
    writeFileSync(file, text);
    return file;
  });
  return olddirOf('/var/log/x/a.log', files);
}

test('olddirOf() finds where rotated files go, by the part of the log or for all', () => {
  const part = (options: string) => `/var/log/x/*.log {\n  daily\n  ${options}\n}\n`;
  assert.equal(olddir(part('olddir /var/log/old')), '/var/log/old');
  assert.equal(olddir(part('olddir old')), '/var/log/x/old');
  assert.equal(olddir('weekly\nolddir /var/log/old\n', part('compress')), '/var/log/old');
});

test('olddirOf() finds none where none is told, or for other logs, or it is taken back', () => {
  const part = (options: string) => `/var/log/x/*.log {\n  daily\n  ${options}\n}\n`;
  assert.equal(olddir(part('compress')), undefined);
  assert.equal(olddir(part('# olddir /var/log/old')), undefined);
  assert.equal(olddir(part('olddir /var/log/x')), undefined);
  assert.equal(olddir('/var/log/y.log {\n  olddir /var/log/old\n}\n', part('compress')), undefined);
  assert.equal(olddir('olddir /var/log/old\n', part('noolddir')), undefined);
  assert.equal(olddirOf('/var/log/x/a.log', ['/nowhere']), undefined);
});
