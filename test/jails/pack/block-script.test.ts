import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { blockScript } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { configWith, temporaryFolder } from '../fixtures.ts';

const root = temporaryFolder();
const rule = 'ALL: 203.0.113.7';

/** A hosts.deny with this in it (none with `undefined`), and what blocks and unblocks a host in it. */
function denied(text: string | undefined) {
  const folder = mkdtempSync(join(root, 'etc-'));
  const file = join(folder, 'hosts.deny');
  if (text !== undefined) writeFileSync(file, text, { mode: 0o640 });
  const { jails, ...rest } = configWith();
  const pack = renderPack({
    ...rest,
    jails: { ...jails, run: { ...jails.run, hostsDeny: 'ALL: $TARGET$' } },
  });
  const script = (pack.get(blockScript) ?? '').replaceAll('/etc/hosts.deny', file);
  const act = (what: string): string => {
    execFileSync('/bin/sh', ['-c', script, 'block.sh', what, '203.0.113.7']);
    return readFileSync(file, 'utf8');
  };
  return { file, act };
}

test('the script of hosts.deny leaves the last line of the admin whole, however it ends', () => {
  for (const [before, during, after] of [
    [undefined, `${rule}\n`, ''],
    ['', `${rule}\n`, ''],
    ['\n', `\n${rule}\n`, '\n'],
    ['a: b\n', `a: b\n${rule}\n`, 'a: b\n'],
    ['a: b', `a: b\n${rule}\n`, 'a: b\n'],
    ['x', `x\n${rule}\n`, 'x\n'],
    ['a: b\\\n', `a: b\\\n\n${rule}\n`, 'a: b\\\n\n'],
    ['a: b\\n', `a: b\\n\n${rule}\n`, 'a: b\\n\n'],
    ['a: b\\', `a: b\\\n\n${rule}\n`, 'a: b\\\n\n'],
  ] as const) {
    const { act } = denied(before);
    assert.equal(act('block'), during);
    assert.equal(act('block'), during, 'once is enough');
    assert.equal(act('unblock'), after);
    assert.equal(act('unblock'), after);
  }
});

test('the script of hosts.deny keeps a link a link, and the mode', () => {
  const { file, act } = denied(undefined);
  const real = `${file}.real`;
  writeFileSync(real, 'a: b', { mode: 0o640 });
  symlinkSync(real, file);
  act('block');
  assert.equal(act('unblock'), 'a: b\n');
  assert.ok(lstatSync(file).isSymbolicLink());
  assert.equal(statSync(real).mode & 0o777, 0o640);
});
