import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { LineTail } from '../../src/follow/line-tail.ts';
import { until } from '../support/until.ts';
import { block, expectLines, looks, numbered, start } from './fixture.ts';

/** Siblings of many ages: one too old, one broken, names that only look alike. */
function olderFiles(file: string): void {
  const write = (name: string, content: string | Buffer, minutes: number): void => {
    writeFileSync(name, content);
    const time = Date.now() / 1000 - minutes * 60;
    utimesSync(name, time, time);
  };
  write(`${file}.4.gz`, gzipSync('one\n'), 90);
  write(`${file}.3.gz`, Buffer.from('no gzip'), 50);
  write(`${file}-20261121.gz`, gzipSync('three\n'), 40);
  write(`${file}.1`, 'four\n', 20);
  write(`${file}.bak`, 'no\n', 10);
  write(`${file}x.1`, 'no\n', 10);
  writeFileSync(file, 'five\n');
}

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
      for (const end = n + 3000; n < end; ) fs.writeSync(fd, 'line ' + n++ + '\\n');
      fs.renameSync(process.argv[1], process.argv[1] + '.' + turn);
      fs.closeSync(fd);
    }
    fs.writeFileSync(process.argv[1], 'line ' + n++ + '\\n');
    console.log(n);`;
  const child = spawn(process.execPath, ['-e', program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  await expectLines(lines, numbered(0, Number(printed)));
});

test('tail() reads every file of a log that is missing half of the time', async t => {
  const { file, lines } = start(t, { content: 'line 0\n' });
  await until(() => lines.length === 1, 'the first line');
  const program = `
    const fs = require('node:fs');
    const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 12);
    for (let n = 1; n < 60; n++) {
      fs.renameSync(process.argv[1], process.argv[1] + '.' + n);
      pause();
      fs.appendFileSync(process.argv[1], 'line ' + n + '\\n');
      pause();
    }
    fs.renameSync(process.argv[1], process.argv[1] + '.60');
    pause();
    fs.writeFileSync(process.argv[1], 'line 60\\n');`;
  const child = spawn(process.execPath, ['-e', program, file], { stdio: 'inherit' });
  await once(child, 'exit');
  await expectLines(lines, numbered(0, 61));
});

test('tail() reads the next file though it is gone when it is to be opened', async t => {
  const { file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  const mock = t.mock.method(LineTail.prototype, 'start', function (this: LineTail, name?: string) {
    renameSync(file, `${file}.2`);
    mock.mock.restore();
    this.start(name);
  });
  renameSync(file, `${file}.1`);
  block(20);
  writeFileSync(file, 'two\n');
  await until(() => lines.length === 2, 'the second line');
  writeFileSync(file, 'three\n');
  await expectLines(lines, ['one', 'two', 'three']);
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

test('tail() reads what was rotated away between two looks, compressed or not', async t => {
  const { file, lines, problems } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  // In one turn of the event loop, as if the process had been stopped for days.
  renameSync(file, `${file}.1`);
  block(20);
  writeFileSync(`${file}.2.gz`, gzipSync('two\ncut off'));
  block(20);
  renameSync(`${file}.1`, `${file}.3`);
  writeFileSync(`${file}.1`, 'three\n');
  block(20);
  writeFileSync(file, 'four\n');
  await expectLines(lines, ['one', 'two', 'three', 'four']);
  assert.deepEqual(problems, []);
});

test('tail() reads from a time on the siblings that were written to since', async t => {
  const { file, lines, problems } = start(t, { file: 'c.log', from: Date.now() - 3_600_000 });
  await until(() => problems.length === 1, 'the first look');
  assert.deepEqual(lines, []);
  olderFiles(file);
  const again = start(t, { folder: dirname(file), file: 'c.log', from: Date.now() - 3_600_000 });
  await expectLines(again.lines, ['three', 'four', 'five']);
  assert.deepEqual(again.problems, [undefined]);
  appendFileSync(file, 'six\n');
  await expectLines(again.lines, ['three', 'four', 'five', 'six']);
});

test('tail() reads the siblings at once when the log itself is missing', async t => {
  const { folder, file, following } = start(t, { file: 'c.log' });
  await following.stop();
  olderFiles(file);
  rmSync(file);
  const again = start(t, { folder, file: 'c.log', from: Date.now() - 3_600_000 });
  await expectLines(again.lines, ['three', 'four']);
  writeFileSync(file, 'seven\n');
  await expectLines(again.lines, ['three', 'four', 'seven']);
  assert.deepEqual(again.problems, ['ENOENT', undefined]);
});

test('tail() waits with the old file while the new one is missing or empty', async t => {
  const { file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  renameSync(file, `${file}.1`);
  await looks();
  appendFileSync(`${file}.1`, 'two\n');
  writeFileSync(file, '');
  await looks();
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
  // Fewer lines each turn: a file that has outgrown our place in it again does not show that it was cut.
  for (let turn = 0; turn < 8; turn++) {
    for (let burst = 0; burst < 10; burst++) {
      const more = numbered(expected.length, 40 - 5 * turn);
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
  // It takes one piece of the file a turn.
  while (lines.length === 0) await turn();
  assert.ok(lines.length < expected.length, 'the backlog is longer than one piece');
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'new\n');
  await expectLines(lines, [...expected, 'new']);
});
