import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { configFile } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';
import { cli } from '../support/built.ts';

const skip = process.getuid?.() !== 0 && 'is not root';

/** How a sentry that is to become nobody ends, under some command. */
async function ended(prefix: readonly string[], log: 'made' | 'missing' = 'missing', path?: string) {
  const names = configFile({ tcp: { ports: `${await freePort()}` }, user: 'nobody' });
  for (const folder of [dirname(names.file), dirname(names.log)]) {
    if (log === 'made') mkdirSync(folder, { recursive: true });
    if (folder !== dirname(names.log) || log === 'made') chmodSync(folder, 0o777);
  }
  const args = path === undefined ? [] : ['--log', path];
  const { status, stderr } = spawnSync(
    'env',
    [...prefix, process.execPath, cli, 'run', '-c', names.file, ...args],
    { encoding: 'utf8' },
  );
  assert.doesNotMatch(stderr, / at \S+ /, 'a stack');
  assert.equal(status, 1, stderr);
  return stderr;
}

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
/** nobody's own id alone is known there, as root. */
const oneId = [...asNobody, 'unshare', '--user', '--map-root-user', '--net'];
const without = (...rights: string[]): string[] => [
  'setpriv',
  ...['--inh-caps', '--bounding-set'].map(set => `${set}=${rights.map(right => `-${right}`).join(',')}`),
];

test('run says in a sentence that it cannot become its user', { skip }, async () => {
  const sentence = (step: string): RegExp =>
    new RegExp(
      `^portjail: error: cannot become the user "nobody" \\(.*${step}.*\\): root needs .*; grant them, or`,
      'm',
    );
  assert.match(await ended(oneId, 'made'), sentence('EINVAL.*chown'));
  assert.match(await ended(without('chown')), sentence('EPERM.*chown'));
  assert.match(await ended(without('setuid')), sentence('setresuid: EPERM'));
  assert.match(await ended(without('setgid')), sentence('setgroups: EPERM'));
});

test('run says in a sentence that it cannot make the log of its user', { skip }, async () => {
  assert.match(await ended([], 'missing', '/etc/passwd/x/log'), /cannot write the log .*ENOTDIR\): .*--log/);
  assert.match(await ended([], 'missing', '/sys/log'), /cannot write the log .*\(E[A-Z]+\): .*--log/);
});
