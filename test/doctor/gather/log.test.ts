import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copiesAndTruncates, gatherLog, lastLines } from '../../../src/doctor/gather/log.ts';
import { directory } from '../../commands/program.ts';

test('copiesAndTruncates() knows names, quotes, wildcards and comments of logrotate', () => {
  const part = (names: string, options = 'copytruncate') =>
    copiesAndTruncates(`weekly\n${names} {\n  daily\n  ${options}\n}\n`, '/var/log/portjail/portsentry.log');
  assert.ok(part('/var/log/portjail/*.log'));
  assert.ok(part('/var/log/x "/var/log/portjail/portsentry.log"'));
  assert.ok(!part('/var/log/*.log'));
  assert.ok(!part('/var/log/portjail/*.log', '# copytruncate'));
  assert.ok(!part('/var/log/portjail/*.log', 'create 0640'));
});

test('gatherLog() reads a log, and names what stands in its place', () => {
  const folder = directory();
  const [log, pipe] = [join(folder, 'log'), join(folder, 'pipe')];
  writeFileSync(log, 'one\ntwo\ntorn');
  const { lines, unfit } = gatherLog(log, undefined);
  assert.deepEqual([lines, unfit], [['one', 'two'], undefined]);
  execFileSync('mkfifo', [pipe]);
  assert.match(gatherLog(pipe, undefined).unfit ?? '', /^is a pipe \(FIFO\)/);
  assert.deepEqual([gatherLog(pipe, undefined).lines, lastLines(pipe)], [[], undefined]);
});

const skip = process.getuid?.() !== 0 && 'is not root';
test("gatherLog() follows no link in a folder of the sentry's user", { skip }, () => {
  const folder = join(directory(), 'theirs');
  mkdirSync(folder);
  symlinkSync('/etc/passwd', join(folder, 'log'));
  lchownSync(folder, 65_534, 65_534);
  const { lines, unfit } = gatherLog(join(folder, 'log'), undefined);
  assert.deepEqual(lines, []);
  assert.match(unfit ?? '', /^is a link, which is not followed here/);
});

test('copiesAndTruncates() comes to its end with files of any kind', () => {
  const log = '/var/log/portjail/portsentry.log';
  for (const piece of ['\n', '{', 'a', ' ', '*', '"', '#\n']) {
    copiesAndTruncates(piece.repeat(500_000), log);
    copiesAndTruncates(`${log}${piece.repeat(500_000)} {\n${piece.repeat(500_000)}copytruncate\n}\n`, log);
  }
  assert.ok(copiesAndTruncates(`/var/log/portjail/${'*'.repeat(100)}.log {\n copytruncate\n}\n`, log));
});
