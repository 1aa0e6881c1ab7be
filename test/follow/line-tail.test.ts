import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LineTail } from '../../src/follow/line-tail.ts';
import { errorCode } from '../../src/util/errors.ts';
import { until } from '../support/until.ts';
import { block, expectLines } from './fixture.ts';

function logFile(t: TestContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.log');
  writeFileSync(file, content);
  return file;
}

test('LineTail reads a file once that came between its look and its open', async t => {
  const file = logFile(t, 'old\n');
  let rotations = 0;
  class Raced extends LineTail {
    override createReader(): void {
      if (rotations++ === 0) {
        renameSync(file, `${file}.1`);
        writeFileSync(file, 'new\n');
      }
      super.createReader();
    }
  }
  const lines: string[] = [];
  const subject = new Raced(file, 'start', line => lines.push(line));
  t.after(() => subject.halt());
  subject.start();
  await until(() => lines.length > 0, 'the new file');
  appendFileSync(file, 'newer\n');
  await expectLines(lines, ['new', 'newer']);
});

test('LineTail reads for events of its own names only', async t => {
  const file = logFile(t, 'one\n');
  let reads = 0;
  class Counted extends LineTail {
    override readStuff(): void {
      reads++;
      super.readStuff();
    }
  }
  const subject = new Counted(file, 'start', () => {});
  t.after(() => subject.halt());
  const caughtUp = new Promise(resolve => subject.once('eof', resolve));
  subject.start();
  await caughtUp;
  reads = 0;
  subject.checkDir('change', 'other.log');
  assert.equal(reads, 0);
  for (const name of ['a.log', 'a.log.1', null]) {
    reads = 0;
    subject.checkDir('change', name);
    assert.equal(reads, 1, String(name));
  }
});

test('LineTail ends with an error when the file is gone, whatever older ones there are', async t => {
  const file = logFile(t, 'old\n');
  renameSync(file, `${file}.1`);
  const lines: string[] = [];
  const subject = new LineTail(file, 'start', line => lines.push(line));
  t.after(() => subject.halt());
  const failed = new Promise(resolve => subject.on('error', resolve));
  subject.start();
  assert.equal(errorCode(await failed), 'ENOENT');
  assert.deepEqual(lines, []);
});

test('LineTail ends with an error when its directory goes before it can be watched', async t => {
  const file = join(dirname(logFile(t, '')), 'sub', 'a.log');
  mkdirSync(dirname(file));
  writeFileSync(file, 'one\n');
  class Raced extends LineTail {
    override startTail(filename: string): void {
      rmSync(dirname(file), { recursive: true });
      super.startTail(filename);
    }
  }
  const subject = new Raced(file, 'start', () => {});
  t.after(() => subject.halt());
  const failed = new Promise(resolve => subject.on('error', resolve));
  subject.start();
  assert.equal(errorCode(await failed), 'ENOENT');
});

test('LineTail reads a file once that is renamed right after its open', async t => {
  const file = logFile(t, 'one\n');
  class Raced extends LineTail {
    override onCreateReader(descriptor: number): void {
      if (!existsSync(`${file}.1`)) renameSync(file, `${file}.1`);
      super.onCreateReader(descriptor);
    }
  }
  const lines: string[] = [];
  const subject = new Raced(file, Date.now() - 60_000, line => lines.push(line));
  t.after(() => subject.halt());
  subject.start();
  await until(() => lines.length > 0, 'the file');
  writeFileSync(file, 'two\n');
  await expectLines(lines, ['one', 'two']);
});

test('LineTail leaves a younger sibling for later, when it is opened late', async t => {
  const file = logFile(t, 'one\n');
  class Raced extends LineTail {
    override onCreateReader(descriptor: number): void {
      if (!existsSync(`${file}.1`)) {
        renameSync(file, `${file}.2`);
        block(20);
        writeFileSync(`${file}.1`, 'two\n');
        block(20);
        writeFileSync(file, 'three\n');
      }
      super.onCreateReader(descriptor);
    }
  }
  const lines: string[] = [];
  const subject = new Raced(file, Date.now() - 60_000, line => lines.push(line));
  t.after(() => subject.halt());
  subject.start();
  await expectLines(lines, ['one', 'two', 'three']);
});

test('halt() right after start() leaves no watcher', async t => {
  const subject = new LineTail(logFile(t, 'one\n'), 'start', () => assert.fail('a line after the end'));
  // It may still look for the file when that goes with this test.
  subject.on('error', () => {});
  subject.start();
  subject.halt();
  await until(() => !process.getActiveResourcesInfo().includes('FSReqCallback'), 'the end of what it began');
  assert.equal(subject.watcher ?? undefined, undefined);
});

test('halt() lets nothing be heard of what fails after it', t => {
  const subject = new LineTail(logFile(t, 'one\n'), 'start', () => assert.fail('a line after the end'));
  const heard: Error[] = [];
  subject.on('error', error => heard.push(error));
  subject.onError(new Error('early'));
  subject.halt();
  subject.onError(new Error('late'));
  assert.deepEqual(
    heard.map(error => error.message),
    ['early'],
  );
});
