import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { unitBefore } from '../../../src/doctor/gather/host.ts';

test('unitBefore() finds a unit in /etc where the package has one, but no mask', t => {
  const root = mkdtempSync(join(tmpdir(), 'portjail-'));
  t.after(() => rmSync(root, { recursive: true }));
  const unitIn = (place: string): string => join(root, place, 'systemd/system/portjail.service');
  const [own, packaged] = [unitIn('etc'), unitIn('usr/lib')];
  for (const path of [own, packaged]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(own, '');
  assert.equal(unitBefore(root), undefined, 'make install alone');
  writeFileSync(packaged, '');
  assert.equal(unitBefore(root), own);
  rmSync(own);
  assert.equal(unitBefore(root), undefined);
  symlinkSync('/dev/null', own);
  assert.equal(unitBefore(root), undefined, 'systemctl mask');
});
