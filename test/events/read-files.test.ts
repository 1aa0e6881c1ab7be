import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Touch } from '../../src/events/event.ts';
import { readFiles, readStream } from '../../src/events/read-files.ts';
import { formatAddress } from '../../src/net/address.ts';
import { WorkError } from '../../src/util/errors.ts';
import { line, logs } from './fixture.ts';

const always = { since: 0, until: Number.POSITIVE_INFINITY };
const time = Date.UTC(2026, 10, 22);

function listener() {
  const heard: string[] = [];
  return { heard, onTouch: ({ source }: Touch): number => heard.push(formatAddress(source)) };
}

test('readFiles() reads the files that are named and no other, oldest lines first, gzipped ones too', async t => {
  const { log, put } = logs(t);
  put(log, line('203.0.113.3', time + 2000), 3);
  put(`${log}.1`, line('203.0.113.2', time + 1000), 1);
  put(`${log}.2.gz`, gzipSync(line('203.0.113.1', time)), 9);
  const { heard, onTouch } = listener();
  const account = await readFiles([log, `${log}.2.gz`], always, { onTouch });
  assert.deepEqual(heard, ['203.0.113.1', '203.0.113.3']);
  assert.deepEqual([account.gaps, account.counts.foreign], [[], 0]);
});

test('readFiles() counts what is foreign or torn, says which file is damaged, and reads the rest', async t => {
  const { log, put } = logs(t);
  put(log, `${line('203.0.113.1', time)}GET / HTTP/1.1\n${line('203.0.113.2', time).slice(0, 40)}`, 1);
  put(
    `${log}.1.gz`,
    Buffer.concat([gzipSync(line('203.0.113.3', time)).subarray(0, 30), Buffer.alloc(4)]),
    1,
  );
  const { heard, onTouch } = listener();
  const { counts, gaps } = await readFiles([log, `${log}.1.gz`], always, { onTouch });
  assert.deepEqual(heard, ['203.0.113.1']);
  assert.equal(counts.foreign, 2);
  assert.match(gaps[0]?.why ?? '', /\.1\.gz: it is damaged/);
});

test('readFiles() refuses a file that is not there, and a folder, in one sentence', async t => {
  const { log } = logs(t);
  for (const [path, why] of [
    [log, /portsentry\.log: there is no such file/],
    [log.replace(/\/[^/]*$/, ''), /directory|folder/],
  ] as const)
    await assert.rejects(readFiles([path], always, {}), (error: unknown) => {
      assert.ok(error instanceof WorkError);
      assert.match(error.message, why);
      return true;
    });
});

test('readStream() reads lines that come in pieces', async () => {
  const text = line('203.0.113.1', time) + line('203.0.113.2', time);
  const pieces = Readable.from([Buffer.from(text.slice(0, 50)), Buffer.from(text.slice(50))]);
  const { heard, onTouch } = listener();
  const account = await readStream(pieces, 'standard input', always, { onTouch });
  assert.deepEqual(heard, ['203.0.113.1', '203.0.113.2']);
  assert.deepEqual([account.place, account.counts.foreign], ['standard input', 0]);
});
