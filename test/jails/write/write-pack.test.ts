import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { uninstall } from '../../../src/jails/install/uninstall.ts';
import { type Changes, startChanges } from '../../../src/jails/write/changes.ts';
import { changedSince, readManifest } from '../../../src/jails/write/manifest.ts';
import { refuseForeign } from '../../../src/jails/write/ownership.ts';
import { type Paths, pathsOf } from '../../../src/jails/write/paths.ts';
import { writePack } from '../../../src/jails/write/write-pack.ts';
import { readIfThere } from '../../../src/util/files/change.ts';
import { temporaryFolder } from '../fixtures.ts';

const root = temporaryFolder();

/** A system with Fail2ban's folders and a link that leads nowhere in the place of one of our files. */
function system(): Paths {
  const folder = mkdtempSync(join(root, 'system-'));
  const paths = pathsOf(folder);
  for (const part of ['filter.d', 'jail.d']) mkdirSync(paths.target(part), { recursive: true });
  symlinkSync('/nowhere', paths.target('filter.d/link.conf'));
  return paths;
}

/** Every path beneath it, with what a file holds. */
const treeOf = ({ root: folder }: Paths): string[] =>
  // Node.js 18.19 does not tell in which folder an entry is.
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => {
      const path = join(folder, name);
      const entry = lstatSync(path);
      return `${path} ${entry.isFile() ? readFileSync(path, 'utf8') : entry.isSymbolicLink()}`;
    })
    .sort();

class Killed extends Error {}

/** Changes after the first so many of which nothing happens any more, not even what puts them back. */
function killedAfter(most: number): Changes {
  const changes = startChanges();
  let count = 0;
  const step =
    <Args extends unknown[]>(change: (...args: Args) => void) =>
    (...args: Args): void => {
      if (count++ === most) throw new Killed();
      change(...args);
    };
  return {
    ...changes,
    write: step(changes.write),
    remove: step(changes.remove),
    link: step(changes.link),
  };
}

/** Installs these files as `install` does it; true when it was not killed on the way. */
function installs(paths: Paths, texts: Readonly<Record<string, string>>, changes = startChanges()): boolean {
  const manifest = readManifest(paths.manifest);
  const files = new Map(Object.entries(texts).map(([path, text]) => [paths.target(path), text]));
  refuseForeign(files, manifest, () => assert.fail());
  assert.deepEqual(changedSince(manifest), []);
  const pending = new Map([...files].filter(([path, text]) => readIfThere(path) !== text));
  const gone = Object.keys(manifest.files).filter(path => !files.has(path));
  try {
    writePack(paths, { manifest, files, pending, gone }, changes)();
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

const first = { 'filter.d/link.conf': 'f1', 'filter.d/gone.conf': 'g1', 'jail.d/portjail.conf': 'j1' };
const second = { 'filter.d/link.conf': 'f2', 'action.d/new.conf': 'n2', 'jail.d/portjail.conf': 'j2' };

test('writePack(): killed after any of its steps, it is taken out whole and can be gone on from', async () => {
  for (const before of [[], [first]])
    for (let most = 0, whole = false; !whole; most++) {
      const [out, on] = [system(), system()];
      const [clean, fresh] = [treeOf(out), system()];
      for (const paths of [out, on]) {
        for (const texts of before) assert.ok(installs(paths, texts));
        whole = installs(paths, before.length === 0 ? first : second, killedAfter(most));
      }
      await uninstall({ root: out.root, reload: false, dryRun: false });
      assert.deepEqual(treeOf(out), clean, `killed after ${most}`);
      assert.ok(installs(on, second));
      assert.ok(installs(fresh, second));
      const relative = (paths: Paths): string[] => treeOf(paths).map(line => line.replaceAll(paths.root, ''));
      const dropFolders = (lines: string[]): string[] =>
        lines.filter(line => !line.includes('manifest.json'));
      assert.deepEqual(dropFolders(relative(on)), dropFolders(relative(fresh)));
      assert.equal(readManifest(on.manifest).before, undefined);
    }
});

test('writePack() keeps what somebody else puts there after an install was killed', async () => {
  const paths = system();
  assert.ok(!installs(paths, first, killedAfter(2)));
  writeFileSync(paths.target('jail.d/portjail.conf'), "the admin's");
  await assert.rejects(uninstall({ root: paths.root, reload: false, dryRun: false }), /was changed since/);
  assert.throws(() => installs(paths, first));
});

test('uninstall() takes away what a killed install was writing, and nothing like it', async () => {
  const paths = system();
  const clean = treeOf(paths);
  assert.ok(installs(paths, first));
  const own = paths.target('jail.d/.portjail.conf.123');
  const others = ['jail.d/.portjail.conf.x1', 'jail.d/.other.conf.123'].map(paths.target);
  for (const path of [own, ...others]) writeFileSync(path, '');
  writeFileSync(join(dirname(paths.manifest), '.manifest.json.7'), '');
  await uninstall({ root: paths.root, reload: false, dryRun: false });
  assert.ok(!existsSync(own) && others.every(existsSync));
  assert.deepEqual(
    treeOf(paths).filter(line => !/\.(?:x1|123) $/.test(line)),
    clean,
  );
});
