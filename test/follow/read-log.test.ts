import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Position } from '../../src/follow/position.ts';
import { readLog } from '../../src/follow/read-log.ts';
import { block, numbered } from './fixture.ts';

function folderOf(t?: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-read-'));
  t?.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A reader that is started anew each time, as a timer does, with nothing kept but its position, as JSON. */
function reader(log: string) {
  const lines: string[] = [];
  let kept: string | undefined;
  const read = async () => {
    const from = kept === undefined ? 0 : (JSON.parse(kept) as Position);
    const came = await readLog(log, { from, onLine: line => lines.push(line) });
    if (came.position !== undefined) kept = JSON.stringify(came.position);
    return came;
  };
  return { lines, read };
}

/** What logrotate does to a log, as far as a reader can see it. */
function rotate(log: string, { copy, delay }: { copy: boolean; delay: boolean }): void {
  const folder = join(log, '..');
  const numbers = readdirSync(folder)
    .map(name => /^a\.log\.(\d+)(\.gz)?$/.exec(name))
    .filter(match => match !== null)
    .map(([, number, packed = '']) => [Number(number), packed] as const)
    .sort((a, b) => b[0] - a[0]);
  for (const [number, packed] of numbers) {
    const path = `${log}.${number}${packed}`;
    if (packed === '') pack(path);
    renameSync(`${log}.${number}.gz`, `${log}.${number + 1}.gz`);
  }
  if (copy) {
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  } else {
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
  }
  if (!delay) pack(`${log}.1`);
}

/** A new inode with the times of the old one, to the nanosecond: a Date would round them. */
const pack = (path: string): Buffer => execFileSync('gzip', ['-f', path]);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('tear' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('rotate' as const), copy: fc.boolean(), delay: fc.boolean() }),
  },
);

test('readLog() loses no line and reads none twice, whatever rotates between readings', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async steps => {
      const folder = folderOf();
      try {
        const log = join(folder, 'a.log');
        writeFileSync(log, '');
        const { lines, read } = reader(log);
        let written = 0;
        for (const one of steps) {
          if (one.kind === 'write') appendFileSync(log, text(written, one.lines));
          if (one.kind === 'write') written += one.lines;
          // A line that is not whole yet is left for the next reading.
          if (one.kind === 'tear') {
            const whole = text(written++, 1);
            appendFileSync(log, whole.slice(0, 5));
            await read();
            appendFileSync(log, whole.slice(5));
          }
          if (one.kind === 'read') await read();
          if (one.kind === 'rotate') rotate(log, one);
        }
        await read();
        assert.deepEqual(lines, numbered(0, written));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: process.env['LONG'] === 'true' ? 500 : 40 },
  );
});

/** The steps of one run follow each other within a millisecond, which no two rotations do. */
const text = (first: number, count: number): string => {
  block(2);
  return numbered(first, count)
    .map(line => `${line}\n`)
    .join('');
};

test('readLog() goes on behind its position over a real logrotate', async t => {
  for (const options of [
    'create',
    'create\ncompress\ndelaycompress',
    'copytruncate\ncompress',
    'create\ncompress\ndateext\ndateformat -%Y%m%d%s',
  ]) {
    const folder = folderOf(t);
    const log = join(folder, 'a.log');
    writeFileSync(log, '');
    writeFileSync(join(folder, 'conf'), `${log} {\nrotate 9\n${options}\n}\n`);
    const { lines, read } = reader(log);
    for (let i = 0; i < 3; i++) {
      appendFileSync(log, text(i * 20, 10));
      await read();
      appendFileSync(log, text(i * 20 + 10, 10));
      if (options.includes('dateext')) execFileSync('sleep', ['1']);
      execFileSync('logrotate', ['-f', '-s', join(folder, 'state'), join(folder, 'conf')]);
    }
    const { isResumed } = await read();
    assert.deepEqual(lines, numbered(0, 60), options);
    assert.ok(isResumed);
  }
});

test('readLog() says that its position is gone, and reads what was written since', async t => {
  const log = join(folderOf(t), 'a.log');
  writeFileSync(log, text(0, 3));
  const { lines, read } = reader(log);
  await read();
  rmSync(log);
  writeFileSync(log, text(3, 2));
  assert.equal((await read()).isResumed, false);
  assert.deepEqual(lines, numbered(0, 5));
  assert.equal((await read()).isResumed, true);
  assert.deepEqual(lines, numbered(0, 5));
});

test('readLog() is not led by the number of a file, which is given again', async t => {
  const log = join(folderOf(t), 'a.log');
  writeFileSync(log, text(0, 3));
  const { lines, read } = reader(log);
  await read();
  // The same inode, and longer than it was.
  truncateSync(log);
  appendFileSync(log, text(3, 9));
  await read();
  assert.deepEqual(lines, numbered(0, 12));
});

test('readLog() names what it cannot read, and reads the rest', async t => {
  const folder = folderOf(t);
  const log = join(folder, 'a.log');
  const lines: string[] = [];
  writeFileSync(`${log}.5.xz`, 'x');
  execFileSync('mkfifo', [`${log}.4`]);
  writeFileSync(join(folder, 'secret'), 'secret\n');
  symlinkSync(join(folder, 'secret'), `${log}.3`);
  writeFileSync(`${log}.2.gz`, gzipSync(text(0, 9)).subarray(0, 30));
  writeFileSync(`${log}.1.gz`, gzipSync(text(9, 1)));
  writeFileSync(log, text(10, 1));
  const { unread, missing } = await readLog(log, { from: 0, onLine: line => lines.push(line) });
  assert.deepEqual(lines.slice(-2), numbered(9, 2));
  assert.equal(missing, undefined);
  const names = unread.map(({ path }) => path.slice(log.length)).sort();
  assert.deepEqual(names, ['.2.gz', '.3', '.4', '.5.xz']);
});

test('readLog() says why the log itself cannot be read', async t => {
  const folder = folderOf(t);
  const read = (path: string) => readLog(path, { from: 0, onLine: () => assert.fail() });
  assert.match(String((await read(join(folder, 'a.log'))).missing), /ENOENT/);
  mkdirSync(join(folder, 'b.log'));
  assert.match(String((await read(join(folder, 'b.log'))).missing), /is a directory/);
  writeFileSync(join(folder, 'secret'), 'secret\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'c.log'));
  assert.match(String((await read(join(folder, 'c.log'))).missing), /is a link, which is not followed/);
});

test('readLog() says how far it came with a file that is damaged', async t => {
  const log = join(folderOf(t), 'a.log');
  const lines: string[] = [];
  const packed = gzipSync(text(0, 9000), { level: 0 });
  writeFileSync(`${log}.1.gz`, packed.subarray(0, packed.length / 2));
  writeFileSync(log, text(9000, 1));
  const { unread } = await readLog(log, { from: 0, onLine: line => lines.push(line) });
  assert.ok(lines.length > 100);
  assert.equal(unread[0]?.lastLine, lines.at(-2));
});

test('readLog() takes a file once that is being packed or copied', async t => {
  const log = join(folderOf(t), 'a.log');
  const lines: string[] = [];
  writeFileSync(`${log}.2`, text(0, 2));
  writeFileSync(`${log}.2.gz`, gzipSync('line 0\n'));
  writeFileSync(log, text(2, 3));
  copyFileSync(log, `${log}.1`);
  await readLog(log, { from: 0, onLine: line => lines.push(line) });
  assert.deepEqual(lines, numbered(0, 5));
});

test('readLog() hands out the lines alone that are wanted, whole, wherever a piece ends', async t => {
  const log = join(folderOf(t), 'a.log');
  const filler = 'x'.repeat(1000);
  const all = Array.from({ length: 900 }, (_, i) => `${filler} ${i % 50 === 7 ? 'src=1 ' : 'src=2 '}${i}`);
  writeFileSync(log, `${all.join('\n')}\n`);
  const lines: string[] = [];
  await readLog(log, { from: 0, wanted: ['src=1 '], onLine: line => lines.push(line) });
  assert.deepEqual(
    lines,
    all.filter(line => line.includes('src=1 ')),
  );
});
