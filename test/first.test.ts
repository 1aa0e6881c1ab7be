import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli } from './support/built.ts';

/** What the first file leads to says what it has found: the rest of the program is this text instead. */
function started(
  main: string,
  ...args: string[]
): { code: number | null; signal: string | null; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  try {
    copyFileSync(cli, join(folder, 'cli.js'));
    writeFileSync(join(folder, 'main.mjs'), `${preamble}${main}`);
    const { status, signal, stdout } = spawnSync(process.execPath, [join(folder, 'cli.js'), ...args], {
      encoding: 'utf8',
    });
    return { code: status, signal, said: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Signals are looked at in a turn of the loop of their own: some turns later this one has been. */
const preamble = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { url } from 'node:inspector';
  const sent = async name => { process.kill(process.pid, name); for (let i = 0; i < 5; i++) await sleep(1); };
  const say = what => console.log(String(what));
`;

test('the first file keeps every signal from run until it is taken, and hands it on once', () => {
  for (const name of ['SIGHUP', 'SIGUSR1', 'SIGTERM', 'SIGINT']) {
    const main = `await sent('${name}'); say(url()); process.on('${name}', () => say('taken')); await sleep(5); say('on')`;
    assert.deepEqual(started(main, 'run'), { code: 0, signal: null, said: 'undefined\ntaken\non\n' }, name);
  }
});

test('the first file gives a signal that came later to whoever listens, once', () => {
  for (const name of ['SIGHUP', 'SIGUSR1', 'SIGTERM', 'SIGINT']) {
    const main = `process.once('${name}', () => say('taken')); await sleep(5); await sent('${name}'); say(url())`;
    assert.deepEqual(started(main, 'run'), { code: 0, signal: null, said: 'taken\nundefined\n' }, name);
  }
});

test('no command opens the debugger at SIGUSR1, and other signals end it as ever', () => {
  for (const command of ['check', 'install', 'doctor', 'monitor', '--help'])
    assert.deepEqual(
      started(`await sent('SIGUSR1'); say(url())`, command),
      { code: 0, signal: null, said: 'undefined\n' },
      command,
    );
  for (const name of ['SIGHUP', 'SIGTERM', 'SIGINT'])
    assert.equal(started(`await sent('${name}'); await sleep(1e6)`, 'doctor').signal, name);
  assert.equal(started(`await sent('SIGHUP'); await sleep(1e6)`, 'monitor').signal, 'SIGHUP');
});

test('what ends with its work undone has failed', () => {
  assert.equal(started('await new Promise(() => {})', 'run').code, 1);
  assert.equal(started('process.exit()', 'check').code, 0);
  assert.equal(started('process.exitCode = 2', 'check').code, 2);
});

test('the first file is shipped as a script, beside the version of the program', () => {
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const [ours, whole] = [read(join(cli, '../package.json')), read('package.json')];
  assert.deepEqual(ours, { ...whole, type: 'commonjs' });
});
