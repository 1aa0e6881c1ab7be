import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatScan } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';

const cli = fileURLToPath(new URL('../../../src/cli.js', import.meta.url));
const address = (text: string) => parseAddress(text) ?? assert.fail(text);

function line(source: string, time = Date.now()): string {
  const probe = {
    time,
    source: address(source),
    target: address('192.0.2.10'),
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
  } as const;
  return `${formatScan(probe, { hits: 1, ports: 1 }, 1)}\n`;
}

/** `portjail monitor` as a child, with what it has said so far. */
function monitor(t: TestContext, log: string, ...args: string[]) {
  const child = spawn(process.execPath, [cli, 'monitor', '--log', log, ...args], { env: { TZ: 'UTC' } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => {
    said.out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    said.err += data.toString();
  });
  t.after(() => child.kill('SIGKILL'));
  return { child, said };
}

function logFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-monitor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'portsentry.log');
}

async function exitCode(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const [code] = await once(child, 'close');
  return code;
}

test('monitor says once that it waits, then shows lines over a rotation, and ends with 0', async t => {
  const log = logFile(t);
  const { child, said } = monitor(t, log);
  await until(() => said.err.includes('waiting for it'), 'the notice');
  writeFileSync(log, line('203.0.113.1'));
  await until(() => said.out.includes('203.0.113.1'), 'the first line');
  renameSync(log, `${log}.1`);
  writeFileSync(log, line('203.0.113.2'));
  await until(() => said.out.includes('203.0.113.2'), 'the second line');
  child.kill('SIGINT');
  assert.equal(await exitCode(child), 0);
  assert.match(said.out, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}203\.0\.113\.1 {6}23\/tcp .* 1 hit on 1 port\n/);
  assert.equal(said.out.match(/\n/g)?.length, 2);
  assert.equal(said.err, `portjail: warning: ${log} does not exist yet: waiting for it\n`);
});

test('monitor --since --json first prints what the log and its sibling hold since then', async t => {
  const log = logFile(t);
  writeFileSync(`${log}.1`, line('203.0.113.1', Date.now() - 7_200_000) + line('203.0.113.2'));
  writeFileSync(log, line('203.0.113.3'));
  const { child, said } = monitor(t, log, '--since', '1h', '--json');
  await until(() => said.out.includes('203.0.113.3'), 'the log');
  appendFileSync(log, line('203.0.113.4'));
  await until(() => said.out.includes('203.0.113.4'), 'the new line');
  child.kill('SIGTERM');
  assert.equal(await exitCode(child), 0);
  const objects = said.out.trim().split('\n');
  assert.deepEqual(
    objects.map(text => JSON.parse(text).source),
    ['203.0.113.2', '203.0.113.3', '203.0.113.4'],
  );
});

test('monitor shows nothing that it does not know, and counts it', async t => {
  const log = logFile(t);
  const esc = String.fromCharCode(27);
  writeFileSync(log, `${esc}]0;owned\u0007\n${esc}[2J${line('203.0.113.8')}${line('203.0.113.9')}`);
  const { child, said } = monitor(t, log, '--since', '1h');
  await until(() => said.out.includes('203.0.113.9'), 'the line');
  child.kill('SIGINT');
  assert.equal(await exitCode(child), 0);
  assert.match(said.out, /^[ -~]+\n$/);
  assert.doesNotMatch(said.out, /owned|203\.0\.113\.8/);
  assert.equal(said.err, 'portjail: 2 lines not shown: not of the form that portjail writes\n');
});

test('monitor ends with 0 when nobody reads any more', async t => {
  const log = logFile(t);
  writeFileSync(log, line('203.0.113.1'));
  const { child, said } = monitor(t, log, '--since', '1h');
  await until(() => said.out !== '', 'the first line');
  child.stdout.destroy();
  const ended = once(child, 'exit');
  const writer = setInterval(() => appendFileSync(log, line('203.0.113.2')), 50);
  t.after(() => clearInterval(writer));
  const [code] = await ended;
  assert.equal(code, 0);
  assert.equal(said.err, '');
});

test('monitor refuses a wrong --since and other words with 2', async t => {
  for (const args of [['--since', 'tomorrow'], ['file.log']]) {
    const { child, said } = monitor(t, logFile(t), ...args);
    assert.equal(await exitCode(child), 2);
    assert.match(said.err, /^portjail: error: (?:--since: expected a span|unexpected "file\.log")/);
  }
});

test('monitor names a log that is a pipe or a link, and ends at the signal', async t => {
  for (const [make, what] of [
    [(log: string) => execFileSync('mkfifo', [log]), 'is a pipe (FIFO), and no file'],
    [(log: string) => symlinkSync('/dev/zero', log), 'is a link, which is not followed here'],
  ] as const) {
    const log = logFile(t);
    make(log);
    const { child, said } = monitor(t, log, '--since', '1h');
    await until(() => said.err.includes(what), what);
    rmSync(log);
    writeFileSync(log, line('203.0.113.1'));
    await until(() => said.out.includes('203.0.113.1'), 'the file that takes its place');
    child.kill('SIGINT');
    assert.equal(await exitCode(child), 0);
    assert.match(
      said.err,
      new RegExp(`^portjail: warning: ${log} is a .*: remove it, and put the file itself`),
    );
  }
});

test('monitor names a log whose place a pipe takes, and goes on with the file that follows', async t => {
  const log = logFile(t);
  writeFileSync(log, line('203.0.113.1'));
  const { child, said } = monitor(t, log, '--since', '1h');
  await until(() => said.out.includes('203.0.113.1'), 'the first line');
  rmSync(log);
  execFileSync('mkfifo', [log]);
  await until(() => said.err.includes('is a pipe (FIFO), and no file'), 'the pipe');
  rmSync(log);
  writeFileSync(log, line('203.0.113.2'));
  await until(() => said.out.includes('203.0.113.2'), 'the second line');
  child.kill('SIGTERM');
  assert.equal(await exitCode(child), 0);
});

test('monitor names a rotated sibling that is a pipe, and reads the others', async t => {
  const log = logFile(t);
  writeFileSync(`${log}.2`, line('203.0.113.1'));
  for (const name of ['.1', '.3.gz']) execFileSync('mkfifo', [`${log}${name}`]);
  writeFileSync(log, line('203.0.113.2'));
  const { child, said } = monitor(t, log, '--since', '1h');
  await until(() => said.out.includes('203.0.113.2'), 'the log');
  child.kill('SIGINT');
  assert.equal(await exitCode(child), 0);
  assert.match(said.out, /203\.0\.113\.1/);
  for (const name of ['.1', '.3.gz'])
    assert.ok(
      said.err.includes(`cannot read ${log}${name} to its end: is a pipe (FIFO), and no file`),
      said.err,
    );
});
