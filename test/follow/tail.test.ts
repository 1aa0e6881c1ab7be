import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { tail } from '../../src/follow/tail.ts';
import { errorCode } from '../../src/util/errors.ts';

/** A directory of its own, a tail on one file in it, and what came of it. */
function start(t: TestContext, options: { from?: 'start' | 'end'; file?: string; content?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  const file = join(folder, options.file ?? 'a.log');
  if (options.content !== undefined) writeFileSync(file, options.content);
  const lines: string[] = [];
  const problems: (string | undefined)[] = [];
  const following = tail(file, {
    from: options.from ?? 'start',
    onLine: line => lines.push(line),
    onProblem: error => problems.push(errorCode(error)),
    pollEvery: 50,
  });
  t.after(async () => {
    await following.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, file, lines, problems, following };
}

/** Waits until it holds; the time-out is generous because the machine may be busy. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 15_000; !holds(); await sleep(5))
    if (Date.now() > end) assert.fail(`waited in vain for ${what}`);
}

const numbered = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `line ${first + i}`);

/** Exactly these lines, in this order, none lost and none twice; the pause is for what comes too much. */
async function expectLines(lines: readonly string[], expected: readonly string[]): Promise<void> {
  await until(() => lines.length >= expected.length, `${expected.length} lines, got ${lines.length}`);
  await sleep(120);
  assert.deepEqual(lines, expected);
}

test('tail() gives the lines of a file from its start, and those that follow', async t => {
  const { file, lines, problems } = start(t, { content: 'one\ntwo\n' });
  await until(() => lines.length === 2, 'the first two lines');
  appendFileSync(file, 'three\n');
  await expectLines(lines, ['one', 'two', 'three']);
  assert.deepEqual(problems, []);
});

test('tail() gives only what is new when it starts from the end', async t => {
  const { file, lines } = start(t, { from: 'end', content: 'old\n' });
  await sleep(300);
  appendFileSync(file, 'new\n');
  await expectLines(lines, ['new']);
});

test('tail() waits for a missing file, says so once, and reads it from its start', async t => {
  const { file, lines, problems } = start(t, { from: 'end' });
  await sleep(300);
  assert.deepEqual(problems, ['ENOENT']);
  writeFileSync(file, 'first\n');
  await expectLines(lines, ['first']);
  assert.deepEqual(problems, ['ENOENT']);
});

test('tail() does not take an older file for the missing one', async t => {
  const { file, lines, problems } = start(t, { file: 'b.log' });
  writeFileSync(`${file}.1`, 'older\n');
  await until(() => problems.length === 1, 'the problem');
  await sleep(150);
  writeFileSync(file, 'newer\n');
  await expectLines(lines, ['newer']);
});

test('tail() waits for a missing directory', async t => {
  const { file, lines, problems } = start(t, { file: 'deep/er/a.log' });
  await until(() => problems.length === 1, 'the problem');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'first\n');
  await expectLines(lines, ['first']);
  assert.deepEqual(problems, ['ENOENT']);
});

test('tail() goes on when its directory is deleted and made again', async t => {
  const { file, lines } = start(t, { file: 'dir/a.log' });
  mkdirSync(dirname(file));
  writeFileSync(file, 'first\n');
  await until(() => lines.length === 1, 'the first line');
  rmSync(dirname(file), { recursive: true });
  await sleep(150);
  mkdirSync(dirname(file));
  writeFileSync(file, 'second\n');
  await until(() => lines.length === 2, 'the second line');
  appendFileSync(file, 'third\n');
  await expectLines(lines, ['first', 'second', 'third']);
});

test('tail() holds a partial line until it is complete', async t => {
  const { file, lines } = start(t, { content: 'whole\nhal' });
  await until(() => lines.length === 1, 'the whole line');
  appendFileSync(file, 'f');
  await sleep(150);
  assert.deepEqual(lines, ['whole']);
  appendFileSync(file, '\n');
  await expectLines(lines, ['whole', 'half']);
});

test('tail() strips the carriage return of CRLF', async t => {
  const { lines } = start(t, { content: 'a\r\n\r\nb\rc\n' });
  await expectLines(lines, ['a', '', 'b\rc']);
});

test('tail() keeps UTF-8 whole when it is written byte by byte', async t => {
  const { file, lines } = start(t, { content: '' });
  for (const byte of Buffer.from('grüße 世界 🎉\n')) {
    appendFileSync(file, Buffer.from([byte]));
    await sleep(8);
  }
  await expectLines(lines, ['grüße 世界 🎉']);
});

test('tail() keeps UTF-8 whole over the edges of its reads', async t => {
  const expected = Array.from({ length: 20_000 }, (_, i) => `${'é'.repeat(i % 7)}世${i}`);
  const { lines } = start(t, { content: `${expected.join('\n')}\n` });
  await expectLines(lines, expected);
});

test('tail() drops and counts a line without end, and gives the next one', async t => {
  const { file, lines, following } = start(t, { content: 'before\n' });
  const piece = Buffer.alloc(1 << 20, 'x');
  const descriptor = openSync(file, 'a');
  for (let i = 0; i < 32; i++) writeSync(descriptor, piece);
  writeSync(descriptor, '\nafter\n');
  closeSync(descriptor);
  await expectLines(lines, ['before', 'after']);
  assert.equal(following.dropped(), 1);
});

test('tail() loses and doubles nothing over 20 renames under a busy writer', async t => {
  const { file, lines } = start(t, { content: '' });
  const expected: string[] = [];
  let descriptor = openSync(file, 'a');
  for (let turn = 0; turn < 20; turn++) {
    for (let burst = 0; burst < 10; burst++) {
      const more = numbered(expected.length, 60);
      expected.push(...more);
      for (const line of more) writeSync(descriptor, `${line}\n`);
      await sleep(3);
    }
    renameSync(file, `${file}.${turn}`);
    // The writer goes on into the renamed file, as a daemon does until it is told.
    const late = numbered(expected.length, 5);
    expected.push(...late);
    for (const line of late) writeSync(descriptor, `${line}\n`);
    closeSync(descriptor);
    descriptor = openSync(file, 'a');
  }
  closeSync(descriptor);
  await expectLines(lines, expected);
});

test('tail() survives renames by another process that writes without pause', async t => {
  const { file, lines } = start(t, { content: '' });
  const program = `
    const fs = require('node:fs');
    let n = 0;
    for (let turn = 0; turn < 15; turn++) {
      const fd = fs.openSync(process.argv[1], 'a');
      for (const end = Date.now() + 60; Date.now() < end; ) fs.writeSync(fd, 'line ' + n++ + '\\n');
      fs.renameSync(process.argv[1], process.argv[1] + '.' + turn);
      fs.closeSync(fd);
    }
    fs.writeFileSync(process.argv[1], 'line ' + n++ + '\\n');
    console.log(n);`;
  const child = spawn(process.execPath, ['-e', program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  const expected = numbered(0, Number(printed));
  assert.ok(expected.length > 1000, `the writer was slow: ${expected.length} lines`);
  await expectLines(lines, expected);
});

test('tail() takes the lines that come between the last read and the new file', async t => {
  const { file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  // All in one turn of the event loop: whatever was read before, the old file has grown when the new one is seen.
  appendFileSync(file, 'two\n');
  renameSync(file, `${file}.1`);
  appendFileSync(`${file}.1`, 'three\n');
  writeFileSync(file, 'four\n');
  await expectLines(lines, ['one', 'two', 'three', 'four']);
});

test('tail() waits with the old file while the new one is missing or empty', async t => {
  const { file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  renameSync(file, `${file}.1`);
  await sleep(200);
  appendFileSync(`${file}.1`, 'two\n');
  writeFileSync(file, '');
  await sleep(100);
  appendFileSync(`${file}.1`, 'three\n');
  await until(() => lines.length === 3, 'the third line');
  appendFileSync(file, 'four\n');
  await expectLines(lines, ['one', 'two', 'three', 'four']);
});

test('tail() goes over to a file that was deleted and made again', async t => {
  const { file, lines } = start(t, { content: 'line 0\n' });
  for (let turn = 1; turn < 8; turn++) {
    await until(() => lines.length === turn, `line ${turn - 1}`);
    rmSync(file);
    writeFileSync(file, `line ${turn}\n`);
  }
  await expectLines(lines, numbered(0, 8));
});

test('tail() loses and doubles nothing over copytruncate', async t => {
  const { file, lines } = start(t, { content: '' });
  const expected: string[] = [];
  for (let turn = 0; turn < 8; turn++) {
    for (let burst = 0; burst < 10; burst++) {
      const more = numbered(expected.length, 40);
      expected.push(...more);
      appendFileSync(file, `${more.join('\n')}\n`);
      await sleep(2);
    }
    // What copytruncate itself loses (written between its copy and its cut) is not ours to save.
    await until(() => lines.length === expected.length, 'the lines before the cut');
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    await sleep(turn % 2 === 0 ? 0 : 30);
  }
  appendFileSync(file, 'end\n');
  await expectLines(lines, [...expected, 'end']);
});

test('tail() reads a long backlog through a rename', async t => {
  const expected = numbered(0, 300_000);
  const { file, lines } = start(t, { content: `${expected.join('\n')}\n` });
  await until(() => lines.length > 0, 'the first lines');
  assert.ok(lines.length < expected.length, 'the backlog is read before the rename: make it longer');
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'new\n');
  await expectLines(lines, [...expected, 'new']);
});

test('tail() follows a symlink to another directory, and to another file', async t => {
  const { folder, file, lines } = start(t, { file: 'link.log' });
  mkdirSync(join(folder, 'elsewhere'));
  const target = join(folder, 'elsewhere', 'x');
  writeFileSync(target, 'one\n');
  symlinkSync(target, file);
  await until(() => lines.length === 1, 'the first line');
  appendFileSync(target, 'two\n');
  await until(() => lines.length === 2, 'a line that no event of our directory announces');
  const other = join(folder, 'elsewhere', 'y');
  writeFileSync(other, 'three\n');
  symlinkSync(other, `${file}.new`);
  renameSync(`${file}.new`, file);
  await expectLines(lines, ['one', 'two', 'three']);
});

test('tail() says once that a path is a directory, and reads the file that replaces it', async t => {
  const { file, lines, problems } = start(t, { file: 'd.log' });
  await until(() => problems.length === 1, 'the missing file');
  mkdirSync(file);
  await until(() => problems.length === 2, 'the directory');
  await sleep(250);
  assert.deepEqual(problems, ['ENOENT', 'EISDIR']);
  rmSync(file, { recursive: true });
  writeFileSync(file, 'file\n');
  await expectLines(lines, ['file']);
});

test('tail() is quiet about other files of the directory', async t => {
  const { folder, file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  for (let i = 0; i < 500; i++) appendFileSync(join(folder, 'other.log'), 'noise\n');
  appendFileSync(file, 'two\n');
  await expectLines(lines, ['one', 'two']);
});

test('stop() lets no further line through', async t => {
  const { file, lines, following } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  appendFileSync(file, 'two\n');
  await following.stop();
  appendFileSync(file, 'three\n');
  await sleep(150);
  assert.deepEqual(lines, ['one']);
});

test('stop() in the middle of a buffer ends it there', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.log');
  writeFileSync(file, `${numbered(0, 1000).join('\n')}\n`);
  const lines: string[] = [];
  const ended = new Promise<void>(resolve => {
    const following = tail(file, {
      from: 'start',
      onLine: line => {
        lines.push(line);
        if (lines.length === 3) resolve(following.stop());
      },
      onProblem: assert.fail,
    });
  });
  await ended;
  await sleep(50);
  assert.deepEqual(lines, numbered(0, 3));
});

test('stop() leaves nothing that keeps the process alive, at whatever moment it comes', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.log'), 'one\n');
  const program = `
    import { tail } from '${new URL('../../src/follow/tail.js', import.meta.url).href}';
    const options = { from: 'start', onLine() {}, onProblem() {} };
    for (const name of ['a.log', 'missing.log', 'no/dir/a.log'])
      for (let wait = 0; wait < 12; wait++) {
        const following = tail(process.argv[1] + '/' + name, options);
        const end = Date.now() + wait / 2;
        if (wait % 2) await new Promise(resolve => setTimeout(resolve, wait));
        else while (Date.now() < end);
        await following.stop();
      }
    console.log(process.getActiveResourcesInfo().filter(name => /FSEvent|Timeout|FSReq/.test(name)).join());`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program, folder], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  assert.doesNotMatch(printed, /FSEvent|Timeout/);
});
