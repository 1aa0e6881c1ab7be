import assert from 'node:assert/strict';
import { renameSync, statSync, utimesSync } from 'node:fs';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import { fileHost } from './file-host.ts';

/** A parser that counts how often it was asked. */
function counting() {
  const asked = { times: 0 };
  const parse = (bytes: Buffer): { readonly text: string } => {
    asked.times++;
    return { text: bytes.toString() };
  };
  return { asked, parse };
}

test('parsed() reads a file once while it is unchanged, and returns the very same object', t => {
  const { files, write } = fileHost(t);
  const { asked, parse } = counting();
  write('/etc/a', 'one');
  const first = files.parsed('/etc/a', parse);
  assert.equal(files.parsed('/etc/a', parse), first);
  assert.deepEqual([first?.text, asked.times], ['one', 1]);
});

test('parsed() reads a file again when it was written, or another took its place, of the same size and time too', async t => {
  const { root, files, write } = fileHost(t);
  const { asked, parse } = counting();
  const path = `${root}/etc/a`;
  const now = (): string | undefined => files.parsed('/etc/a', parse)?.text;
  const writeInPast = (name: string, text: string): void => {
    write(name, text);
    utimesSync(root + name, 1_000_000_000, 1_000_000_000);
  };
  writeInPast('/etc/a', 'one');
  assert.equal(now(), 'one');
  const { ctimeMs } = statSync(path);
  // The kernel's clock for files goes in steps of some milliseconds.
  await until(() => {
    writeInPast('/etc/a', 'two');
    return statSync(path).ctimeMs !== ctimeMs;
  }, 'another time of change');
  assert.equal(now(), 'two');
  writeInPast('/etc/b', 'six');
  renameSync(`${root}/etc/b`, path);
  assert.equal(now(), 'six');
  write('/etc/a', 'longer');
  assert.equal(now(), 'longer');
  assert.equal(asked.times, 4);
});

test('parsed() knows each file by itself, and forgets one that is gone', t => {
  const { files, write, remove } = fileHost(t);
  const { asked, parse } = counting();
  write('/etc/a', 'one');
  write('/etc/b', 'two');
  const read = () => ['/etc/a', '/etc/b'].map(path => files.parsed(path, parse)?.text);
  assert.deepEqual([read(), read(), asked.times], [['one', 'two'], ['one', 'two'], 2]);
  remove('/etc/a');
  assert.deepEqual([read(), asked.times], [[undefined, 'two'], 2]);
});

test('fresh() reads each time what has no time of change', t => {
  const { files, write } = fileHost(t);
  const { asked, parse } = counting();
  write('/proc/net/route', 'one');
  files.fresh('/proc/net/route', parse);
  files.fresh('/proc/net/route', parse);
  assert.equal(asked.times, 2);
});

test('list() reads a folder again only when something in it came or went', async t => {
  const { root, files, write, remove } = fileHost(t);
  write('/run/leases/b', '');
  write('/run/leases/a', '');
  write('/run/leases/.hidden', '');
  const first = files.list('/run/leases');
  assert.deepEqual(first, ['/run/leases/a', '/run/leases/b']);
  write('/run/leases/a', 'changed');
  assert.equal(files.list('/run/leases'), first);
  const before = statSync(`${root}/run/leases`).ctimeMs;
  await until(() => {
    write('/run/leases/c', '');
    if (statSync(`${root}/run/leases`).ctimeMs !== before) return true;
    remove('/run/leases/c');
    return false;
  }, 'another time of change');
  assert.deepEqual(files.list('/run/leases'), ['/run/leases/a', '/run/leases/b', '/run/leases/c']);
});
