import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderOf } from '../../support/folder-of.ts';

const skip = process.getuid?.() !== 0 && 'is not root';
const module = new URL('../../../src/sys/process/as-owner.js', import.meta.url).href;

/** Writes a file of nobody's folder as its owner, in a process without these rights; what it printed, and the folder. */
function wrote(...without: readonly string[]): { said: string; folder: string } {
  const folder = folderOf({});
  chmodSync(folder, 0o700);
  chownSync(folder, 65_534, 65_534);
  const program = `
    const { asOwner } = await import(${JSON.stringify(module)});
    const { writeFileSync, readFileSync } = await import('node:fs');
    const users = () => /^Uid:.*$/m.exec(readFileSync('/proc/self/status', 'latin1'))[0];
    const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
    asOwner(nobody, () => writeFileSync(${JSON.stringify(join(folder, 'file'))}, users()));
    console.log(users());`;
  const rights = without.map(right => `-${right}`).join();
  const prefix = without.length === 0 ? [] : ['setpriv', `--bounding-set=${rights}`, `--inh-caps=${rights}`];
  const command = [...prefix, process.execPath, '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync('env', command, { encoding: 'utf8' });
  return { said: stdout + stderr, folder };
}

test('asOwner() works as the user where root may give nothing away, and is root again', { skip }, () => {
  const { said, folder } = wrote('chown', 'dac_override', 'dac_read_search');
  assert.equal(said, 'Uid:\t0\t0\t0\t0\n');
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'Uid:\t0\t65534\t0\t65534');
  assert.deepEqual(
    [statSync(join(folder, 'file')).uid, statSync(join(folder, 'file')).gid],
    [65_534, 65_534],
  );
});

test('asOwner() works as root where that may write everywhere', { skip }, () => {
  assert.equal(readFileSync(join(wrote().folder, 'file'), 'utf8'), 'Uid:\t0\t0\t0\t0');
});
