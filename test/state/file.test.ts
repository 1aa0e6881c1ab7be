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
import { readState, writeState, writeStateAside } from '../../src/state/file.ts';
import { encodeState } from '../../src/state/format.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portjail-state-'));
const parts = { boot: 'x', saved: 7, held: [] };
const text = encodeState(parts);
const ways: [string, (path: string) => unknown][] = [
  ['writeState()', path => writeState(path, text)],
  ['writeStateAside()', path => writeStateAside(path, text, () => true)],
];

test('readState() reads a regular file of a modest size and nothing else', () => {
  const home = folder();
  const path = join(home, 'state');
  const faultOf = (): string | undefined => {
    const found = readState(path);
    return found === undefined ? undefined : 'fault' in found ? found.fault : 'none';
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
    assert.deepEqual(readState(path), { parts });
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
  await writeStateAside(join(home, 'state'), text, () => false);
  assert.deepEqual(readdirSync(home), []);
});
