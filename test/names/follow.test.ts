import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { Answer } from '../../src/names/answers.ts';
import { writeAnswers } from '../../src/names/file.ts';
import { followAnswers } from '../../src/names/follow.ts';
import { parseAddress } from '../../src/net/address.ts';

const start = Date.UTC(2026, 10, 22);
const day = 24 * 3_600_000;
const home = parseAddress('203.0.113.7') ?? assert.fail();
const office = parseAddress('203.0.113.8') ?? assert.fail();

/** What a sentry would have loaded, and the answers that it follows. */
function stage(t: TestContext, names = 'home.example.org\n') {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-names-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [file, ignore, path] = ['c.json', 'ignore', 'names/answers.json'].map(name => join(folder, name));
  writeFileSync(ignore ?? '', names);
  writeFileSync(file ?? '', JSON.stringify({ ignore: { files: [ignore] } }));
  const { ignored } = loadConfig({ file: file ?? '' });
  const put = (addresses: string[], answered = start): void => {
    const answer: Answer = {
      ...{ name: 'home.example.org', family: 4, outcome: 'answered' },
      ...{ addresses, answered, left: 0, emptySince: null, refused: [] },
    };
    writeAnswers(path ?? '', { pid: 1, processStart: 1, time: answered, answers: [answer] });
  };
  return { ignored, path: path ?? '', put, followed: followAnswers(path, () => start) };
}

test('followAnswers() has whoever has the address of a name ignored, and nobody else, for a day at most', t => {
  const { ignored, put, followed, path } = stage(t);
  assert.equal(followed.look(ignored).set.has(home, start), false);
  put(['203.0.113.7']);
  const { set, files } = followed.look(ignored);
  assert.deepEqual([set.has(home, start), set.has(office, start)], [true, false]);
  assert.deepEqual([set.has(home, start + day - 1), set.has(home, start + day)], [true, false]);
  assert.equal(files.at(-1)?.file, path);
  assert.equal(set.has(parseAddress('127.0.0.1') ?? assert.fail(), start), true);
  put(['203.0.113.8'], start + 1);
  const next = followed.look(ignored).set;
  assert.deepEqual([next.has(home, start), next.has(office, start)], [false, true]);
});

test('followAnswers() makes nothing anew while nothing has changed, and nothing at all without names', t => {
  const { ignored, put, followed } = stage(t);
  assert.equal(followed.look(ignored), followed.look(ignored));
  put(['203.0.113.7']);
  assert.equal(followed.look(ignored), followed.look(ignored));
  const none = stage(t, '192.0.2.1\n');
  none.put(['203.0.113.7']);
  assert.equal(none.followed.look(none.ignored), none.ignored);
});

test('followAnswers() spares nobody by a name that stands in no ignore file any more', t => {
  const { ignored, put, followed } = stage(t);
  put(['203.0.113.7']);
  assert.equal(followed.look(ignored).set.has(home, start), true);
  const other = stage(t, 'other.example.org\n');
  assert.equal(followed.look(other.ignored).set.has(home, start), false);
});

test('followAnswers() sees a file that was written over in place, with the time of the one before it', t => {
  const { ignored, put, followed, path } = stage(t);
  put(['203.0.113.7']);
  followed.look(ignored);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace('203.0.113.7', '203.0.113.8'));
  utimesSync(path, atime, mtime);
  const { set } = followed.look(ignored);
  assert.deepEqual([set.has(home, start), set.has(office, start)], [false, true]);
});

test('followAnswers() goes by the last answers where the file is torn, and by none where it has gone', t => {
  const { ignored, put, followed, path } = stage(t);
  put(['203.0.113.7']);
  followed.look(ignored);
  writeFileSync(path, '{"pid":');
  assert.equal(followed.look(ignored).set.has(home, start), true);
  rmSync(path);
  assert.equal(followed.look(ignored).set.has(home, start), false);
});
