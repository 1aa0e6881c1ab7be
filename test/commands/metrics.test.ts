import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { line } from '../events/fixture.ts';
import { configFile, directory, portjail } from './program.ts';

const scans = /^portjail_scans_total\{evidence="handshake",kind="connect"\} (\d+)$/m;

function withLog(): { file: string; log: string; output: string } {
  const { file, log } = configFile({});
  mkdirSync(dirname(log));
  writeFileSync(log, line('203.0.113.7', Date.now()));
  return { file, log, output: join(directory(), 'portjail.prom') };
}

test('metrics prints what is counted, with no sentry too', () => {
  const { file } = withLog();
  const { code, stdout, stderr } = portjail('metrics', '-c', file);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^portjail_up 0$/m);
  assert.equal(scans.exec(stdout)?.[1], '1');
  assert.doesNotMatch(stdout, /203\.0\.113/);
});

test('metrics --output counts on from the last run, and leaves nothing beside the file', () => {
  const { file, log, output } = withLog();
  assert.equal(portjail('metrics', '-c', file, '--output', output).code, 0);
  assert.equal(statSync(output).mode & 0o777, 0o644);
  writeFileSync(log, line('203.0.113.8', Date.now()), { flag: 'a' });
  assert.equal(portjail('metrics', '-c', file, '-o', output).code, 0);
  assert.equal(scans.exec(readFileSync(output, 'utf8'))?.[1], '2');
  assert.deepEqual(readdirSync(dirname(output)), ['portjail.prom']);
  // Without its position nothing of the old counts is taken for true.
  writeFileSync(output, readFileSync(output, 'utf8').replace(/^# portjail-position.*\n/m, ''));
  assert.equal(portjail('metrics', '-c', file, '-o', output).code, 0);
  assert.equal(scans.exec(readFileSync(output, 'utf8'))?.[1], '2');
});

test('metrics follows no link of a folder that others may write', () => {
  const { file, output } = withLog();
  const target = join(directory(), 'secret');
  writeFileSync(target, 'portjail_seen_total{why="lan"} 77\n');
  symlinkSync(target, output);
  chmodSync(dirname(output), 0o777);
  const { code, stderr } = portjail('metrics', '-c', file, '-o', output);
  assert.equal(code, 1);
  assert.match(stderr, /^portjail: error: .*portjail\.prom is a link, which is not followed here/);
  assert.equal(readFileSync(target, 'utf8'), 'portjail_seen_total{why="lan"} 77\n');
});

test('metrics names a folder that is not there, and words that it does not know', () => {
  const { file } = withLog();
  const { code, stderr } = portjail('metrics', '-c', file, '-o', '/nonexistent/portjail.prom');
  assert.equal(code, 1);
  assert.match(stderr, /^portjail: error: cannot write \/nonexistent\/portjail\.prom: /);
  assert.equal(portjail('metrics', 'file').code, 2);
});
