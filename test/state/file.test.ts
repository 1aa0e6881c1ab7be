import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHeadOf, readState, setAside, writeState, writeStateAside } from '../../src/state/file.ts';
import { encodeState } from '../../src/state/format.ts';
import { stateBytes } from './bytes.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portjail-state-'));
const parts = { boot: 'x', saved: 7, held: [] };
const text = stateBytes(parts);
const pieces = (): Iterable<Uint8Array> => encodeState(parts, []);
const ways: [string, (path: string) => unknown][] = [
  ['writeState()', path => writeState(path, pieces())],
  ['writeStateAside()', path => writeStateAside(path, pieces(), () => true)],
];

test('readState() reads a regular file of a modest size and nothing else', () => {
  const home = folder();
  const path = join(home, 'state');
  const faultOf = (): string | undefined => {
    const [found, head] = [readState(path), readHeadOf(path)];
    if (found === undefined || head === undefined) return undefined;
    if (!('fault' in found)) return 'none';
    // A head is there though what is behind it never ends.
    if (!/^is larger/.test(found.fault)) assert.deepEqual(head, found);
    return found.fault;
  };
  assert.equal(faultOf(), undefined);
  writeFileSync(path, text);
  assert.equal(faultOf(), 'none');
  truncateSync(path, 2 ** 40);
  assert.match(faultOf() ?? '', /^is larger than/);
  spawnSync('rm', [path]);
  spawnSync('mkfifo', [path]);
  assert.match(faultOf() ?? '', /^is a pipe/);
  spawnSync('rm', [path]);
  writeFileSync(join(home, 'real'), text);
  symlinkSync(join(home, 'real'), path);
  assert.match(faultOf() ?? '', /^is a link/);
  spawnSync('rm', [path]);
  mkdirSync(path);
  assert.match(faultOf() ?? '', /^is a directory/);
});

for (const [name, write] of ways) {
  test(`${name} replaces links that somebody planted, and writes through none of them`, async () => {
    const home = folder();
    const path = join(home, 'state');
    const victim = join(home, 'victim');
    writeFileSync(victim, 'precious');
    for (const planted of ['', '.last', '.next']) symlinkSync(victim, `${path}${planted}`);
    await write(path);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.deepEqual((readState(path) as { parts: unknown }).parts, parts);
    linkSync(victim, `${path}.second`);
    spawnSync('ln', ['-f', victim, path]);
    await write(path);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
  });

  test(`${name} leaves the old file and nothing else behind when it fails`, async () => {
    const home = folder();
    const path = join(home, 'state');
    mkdirSync(path);
    writeFileSync(join(path, 'child'), '');
    await assert.rejects(async () => write(path), /EISDIR|ENOTEMPTY|EEXIST/);
    assert.deepEqual(readdirSync(home), ['state']);
    await assert.rejects(async () => write(join(home, 'state/child/state')), /ENOTDIR/);
  });
}

test('writeStateAside() puts nothing in place once nobody wants it', async () => {
  const home = folder();
  await writeStateAside(join(home, 'state'), pieces(), () => false);
  assert.deepEqual(readdirSync(home), []);
});

test('writeStateAside() ends in the middle of a state that nobody wants any more', async () => {
  const home = folder();
  let asked = 0;
  function* endless() {
    for (;;) yield asked % 2 === 0 ? new Uint8Array() : new Uint8Array(100);
  }
  await writeStateAside(join(home, 'state'), endless(), () => ++asked < 20);
  assert.deepEqual([readdirSync(home), asked], [[], 21]);
});

test('setAside() keeps one, whatever stands there', () => {
  const home = folder();
  const path = join(home, 'state');
  for (const word of ['one', 'two']) {
    writeFileSync(path, word);
    setAside(path);
  }
  assert.deepEqual([readdirSync(home), readFileSync(`${path}.aside`, 'utf8')], [['state.aside'], 'two']);
  writeFileSync(join(home, 'victim'), 'precious');
  symlinkSync(join(home, 'victim'), path);
  setAside(path);
  assert.equal(readFileSync(join(home, 'victim'), 'utf8'), 'precious');
  assert.throws(() => setAside(path), /ENOENT/);
});
