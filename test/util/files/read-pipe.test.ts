import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linkOf } from '../../../src/sys/process/processes.ts';
import { directory } from '../../commands/program.ts';
import { program } from '../../support/built.ts';
import { until } from '../../support/until.ts';

const folder = directory();
const config = '{"log": {"file": "/srv/here.log"}}';
const check = `${program} check -c`;
const bash = (script: string) =>
  spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: folder });
const isRead = /^log +\/srv\/here\.log,/m;
writeFileSync(join(folder, 'config'), config);

test('readPipe() lets a config come from a command, from standard input and through a pipe with a name', () => {
  assert.match(bash(`${check} <(cat config)`).stdout, isRead);
  assert.match(bash(`cat config | ${check} /dev/stdin`).stdout, isRead);
  assert.match(bash(`${check} /dev/stdin < config`).stdout, isRead);
  assert.match(bash(`mkfifo named; cat config > named & ${check} named`).stdout, isRead);
});

test('readPipe() waits for the rest of a config, and for a writer that is yet to come', () => {
  const slowly = 'head -c 9 config; until [ -e read ]; do sleep 0.05; done; tail -c +10 config';
  assert.match(bash(`rm -f read; (sleep 0.3; touch read) & ${check} <(${slowly})`).stdout, isRead);
  assert.match(bash(`mkfifo late; (sleep 0.5; cat config > late) & ${check} late`).stdout, isRead);
});

test('readPipe() reads no more than a config may have, and knows an empty one at once', () => {
  const endless = bash(`${check} <(yes)`);
  assert.deepEqual(
    [endless.status, /is larger than 1 MiB: that is no config/.test(endless.stderr)],
    [2, true],
  );
  assert.match(bash(`${check} <(true)`).stderr, /is empty/);
});

/** Whether a process has a pipe open twice: what it was given, and what it opened to read it. */
function readsPipe(pid: number): boolean {
  const targets = readdirSync(`/proc/${pid}/fd`).map(fd => linkOf(`/proc/${pid}/fd/${fd}`));
  const pipes = targets.filter(target => target.startsWith('pipe:'));
  return new Set(pipes).size < pipes.length;
}

test('readPipe() leaves the program to the signals', async () => {
  const script = `exec 0</dev/null; exec ${check} <(echo $BASHPID > writer; exec sleep 1000)`;
  const child = spawn('bash', ['--norc', '-c', script], { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until(() => readsPipe(child.pid ?? 0), 'the pipe to be read');
  child.kill('SIGINT');
  assert.deepEqual(await ended, [null, 'SIGINT']);
  bash('kill $(cat writer)');
});
