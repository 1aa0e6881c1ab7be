import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { noteDown, noteUnit, readRecord, removeRecord } from '../../src/setup/record.ts';
import { temporaryFolder } from '../jails/fixtures.ts';

const place = (): string => join(temporaryFolder(), 'made/setup.json');

test('readRecord() has nothing where setup was never run', () =>
  assert.deepEqual(readRecord(place()), { units: {}, files: {}, folders: [], others: [], proven: false }));

test('noteDown() adds to what is there, for root alone', () => {
  const path = place();
  noteDown({ others: ['sshd'] }, path);
  noteDown({ proven: true }, path);
  assert.deepEqual(readRecord(path), { units: {}, files: {}, folders: [], others: ['sshd'], proven: true });
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('noteUnit() keeps how a service stood at first', () => {
  const path = place();
  noteUnit('fail2ban', { isEnabled: false, isActive: false }, path);
  noteUnit('fail2ban', { isEnabled: true, isActive: true }, path);
  assert.deepEqual(readRecord(path).units, { fail2ban: { isEnabled: false, isActive: false } });
});

test('removeRecord() takes its folder along, unless the manifest is in it', () => {
  const [alone, beside] = [place(), place()];
  for (const path of [alone, beside]) noteDown({ proven: true }, path);
  writeFileSync(join(dirname(beside), 'manifest.json'), '');
  for (const path of [alone, beside]) removeRecord(path);
  assert.deepEqual(
    [alone, beside].map(path => existsSync(dirname(path))),
    [false, true],
  );
  removeRecord(alone);
});

test('readRecord() refuses what is none', () => {
  const path = join(temporaryFolder(), 'setup.json');
  const whole = { units: {}, files: {}, folders: [], others: [], proven: false };
  for (const wrong of [
    [],
    {},
    { ...whole, units: { a: 1 } },
    { ...whole, files: { '/a': 1 } },
    { ...whole, folders: [1] },
    { ...whole, others: 'x' },
  ]) {
    writeFileSync(path, JSON.stringify(wrong));
    assert.throws(() => readRecord(path), /it is no record of portjail setup/, JSON.stringify(wrong));
  }
  writeFileSync(path, '{');
  assert.throws(() => readRecord(path), /cannot read .*setup\.json: /);
});
