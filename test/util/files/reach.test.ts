import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WorkError } from '../../../src/util/errors.ts';
import { reach } from '../../../src/util/files/reach.ts';

const skip = process.getuid?.() !== 0 && 'needs root to play another user';
const nobody = 65534;
const place = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'portjail-')));
/** Writes by the name that reach() gives; what is then there by the usual one. */
const write = (path: string): void => reach(path, ({ name }) => writeFileSync(name, 'text'));

test('reach() leads to the file, and makes the folders that are missing', () => {
  const top = place();
  const made: string[] = [];
  reach(join(top, 'a/b/file'), ({ name }) => writeFileSync(name, 'text'), {
    mode: 0o700,
    onMade: path => made.push(path),
  });
  assert.equal(readFileSync(join(top, 'a/b/file'), 'utf8'), 'text');
  assert.equal(statSync(join(top, 'a')).mode & 0o777, 0o700);
  assert.deepEqual(made, [join(top, 'a'), join(top, 'a/b')]);
});

test("reach() follows links of root's own hand, absolute and relative, one behind the other", {
  skip,
}, () => {
  const top = place();
  mkdirSync(join(top, 'data/logs'), { recursive: true });
  symlinkSync(join(top, 'data'), join(top, 'first'));
  symlinkSync('../first/./logs', join(top, 'data/second'));
  write(join(top, 'data/second/file'));
  assert.equal(readFileSync(join(top, 'data/logs/file'), 'utf8'), 'text');
});

test('reach() refuses a link that another user put there, or could have', { skip }, () => {
  const top = place();
  mkdirSync(join(top, 'secret'));
  const refused = (path: string): void => {
    assert.throws(
      () => write(path),
      (error: Error) => {
        assert.ok(error instanceof WorkError);
        assert.match(
          error.message,
          /theirs.*, on the way to .*, is a link .*: remove it, or name the folder/,
        );
        return true;
      },
    );
    assert.ok(!existsSync(join(top, 'secret/file')));
  };
  mkdirSync(join(top, 'home'));
  chownSync(join(top, 'home'), nobody, nobody);
  symlinkSync(join(top, 'secret'), join(top, 'home/theirs'));
  // Root's own link, which the owner of the folder may have moved there.
  refused(join(top, 'home/theirs/file'));
  lchownSync(join(top, 'home/theirs'), nobody, nobody);
  refused(join(top, 'home/theirs/file'));
  symlinkSync(join(top, 'secret'), join(top, 'theirs'));
  chmodSync(top, 0o1777);
  refused(join(top, 'theirs/file'));
  // Theirs in a folder that is root's by now.
  chmodSync(top, 0o755);
  lchownSync(join(top, 'theirs'), nobody, nobody);
  refused(join(top, 'theirs/file'));
  // One link of root's that leads to one that is not.
  symlinkSync(join(top, 'home/theirs'), join(top, 'ours'));
  refused(join(top, 'ours/file'));
});

test('reach() stays in the folder that it opened, whatever its name leads to by then', () => {
  const top = place();
  mkdirSync(join(top, 'log'));
  mkdirSync(join(top, 'secret'));
  reach(join(top, 'log/file'), ({ name, folder }) => {
    renameSync(join(top, 'log'), join(top, 'moved'));
    symlinkSync(join(top, 'secret'), join(top, 'log'));
    writeFileSync(name, 'text');
    assert.equal(statSync(folder).ino, statSync(join(top, 'moved')).ino);
  });
  assert.ok(existsSync(join(top, 'moved/file')) && !existsSync(join(top, 'secret/file')));
});

test('reach() ends with links that lead in circles, and with a file in the way', () => {
  const top = place();
  symlinkSync('loop', join(top, 'loop'));
  assert.throws(() => write(join(top, 'loop/file')), /in circles/);
  writeFileSync(join(top, 'file'), '');
  assert.throws(() => write(join(top, 'file/file')), /ENOTDIR/);
});
