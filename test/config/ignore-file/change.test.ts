import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { changeIgnoreFile } from '../../../src/config/ignore-file/change.ts';
import { stampOf } from '../../../src/config/read/host-files.ts';
import { WorkError } from '../../../src/util/errors.ts';
import { directory } from '../../commands/program.ts';

const root = directory();
const lock = join(root, 'test.lock');
const skip = process.getuid?.() !== 0 && 'is not root';
let count = 0;
/** A folder of its own with a file in it. */
function fileWith(text: string): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, 'ignore'), text);
  return join(folder, 'ignore');
}
const append = (line: string) => (text: string) => ({ text: `${text}${line}\n` });
const change = (path: string, edit = append('192.0.2.1')) => changeIgnoreFile(path, edit, lock);
const refused = (work: Promise<unknown>, message: RegExp) =>
  assert.rejects(work, error => error instanceof WorkError && message.test(error.message));

test('changeIgnoreFile() keeps owner, mode and every byte, and says which file lies there then', {
  skip,
}, async () => {
  const path = fileWith('');
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
  chmodSync(path, 0o640);
  chownSync(path, 4711, 4712);
  const { stamp } = await change(path);
  const { mode, uid, gid, ...stats } = statSync(path);
  assert.deepEqual([mode & 0o7777, uid, gid], [0o640, 4711, 4712]);
  assert.deepEqual(stamp, stampOf(path, stats));
  assert.deepEqual(readFileSync(path), Buffer.from([0xff, 0xfe, 0x0a, ...Buffer.from('192.0.2.1\n')]));
  assert.deepEqual(readdirSync(join(path, '..')), ['ignore'], 'nothing is left beside it');
});

test('changeIgnoreFile() makes what is missing for all to read, and writes nothing where nothing changes', async () => {
  const path = join(root, 'new', 'ignore');
  assert.equal((await change(path, text => ({ text }))).stamp, undefined);
  assert.ok(!existsSync(path));
  await change(path);
  assert.equal(statSync(path).mode & 0o777, 0o644);
  const { ino } = statSync(path);
  await change(path, text => ({ text }));
  assert.equal(statSync(path).ino, ino);
});

test('changeIgnoreFile() loses nothing where another program writes the file at the same moment', async () => {
  for (const write of [
    (path: string) => writeFileSync(path, 'of another\n', { flag: 'a' }),
    (path: string) => {
      writeFileSync(`${path}.tmp`, 'first\nof another\n');
      renameSync(`${path}.tmp`, path);
    },
  ]) {
    const path = fileWith('first\n');
    let asked = 0;
    await change(path, text => {
      if (asked++ === 0) write(path);
      return append('192.0.2.1')(text);
    });
    assert.equal(readFileSync(path, 'utf8'), 'first\nof another\n192.0.2.1\n');
    assert.equal(asked, 2);
  }
  const fresh = join(root, 'fresh');
  let isFirst = true;
  await change(fresh, text => {
    if (isFirst) writeFileSync(fresh, 'of another\n');
    isFirst = false;
    return append('192.0.2.1')(text);
  });
  assert.equal(readFileSync(fresh, 'utf8'), 'of another\n192.0.2.1\n');
});

test('changeIgnoreFile() gives up where another program does not stop, and leaves its text', async () => {
  const path = fileWith('');
  let turn = 0;
  await refused(
    change(path, text => {
      writeFileSync(path, `${turn++}\n`);
      return append('192.0.2.1')(text);
    }),
    /another program writes .*ignore again and again: nothing was changed/,
  );
  assert.equal(readFileSync(path, 'utf8'), `${turn - 1}\n`);
});

test('changeIgnoreFile() lets many at it at once, and each has its line', async () => {
  const path = fileWith('');
  const url = new URL('../../../src/config/ignore-file/change.js', import.meta.url);
  const names = ['1', '2', '3', '4'];
  const script = (name: string): string =>
    `import(${JSON.stringify(url.href)}).then(({ changeIgnoreFile }) => changeIgnoreFile(${JSON.stringify(path)},
      text => ({ text: text + '${name}\\n' }), ${JSON.stringify(lock)}))`;
  const children = names.map(name => spawn(process.execPath, ['-e', script(name)], { stdio: 'inherit' }));
  await Promise.all(children.map(child => once(child, 'exit')));
  assert.deepEqual(readFileSync(path, 'utf8').trim().split('\n').sort(), names);
});

test('changeIgnoreFile() refuses a link and names its target, and what else is no plain file', async () => {
  const target = fileWith('10.0.0.1\n');
  const link = `${target}.link`;
  symlinkSync(target, link);
  await refused(change(link), /ignore\.link is a link to \/.*\/ignore: nothing was changed; name the file/);
  linkSync(target, `${target}.hard`);
  await refused(change(target), /has another name \(a hard link\)/);
  assert.equal(readFileSync(target, 'utf8'), '10.0.0.1\n');
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await refused(change(pipe), /pipe is a pipe \(FIFO\), and no file: remove it, .*; nothing was changed/);
  await refused(change(root), /is a directory, and no file/);
});

test('changeIgnoreFile() says that a file is not writable, and changes nothing', { skip }, async () => {
  const path = fileWith('10.0.0.1\n');
  const url = new URL('../../../src/config/ignore-file/change.js', import.meta.url);
  const script = `import(${JSON.stringify(url.href)}).then(({ changeIgnoreFile }) => changeIgnoreFile(${JSON.stringify(path)},
    text => ({ text: text + 'x' }), ${JSON.stringify(lock)})).catch(error => console.log(error.message))`;
  const folder = join(path, '..');
  const said = execFileSync('unshare', [
    '-m',
    'sh',
    '-c',
    `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} && exec "$0" -e "$1"`,
    process.execPath,
    script,
  ]).toString();
  assert.match(
    said,
    /ignore cannot be written \(EROFS\): nothing was changed; make it and its folder writable/,
  );
  assert.equal(readFileSync(path, 'utf8'), '10.0.0.1\n');
});
