import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { jailTexts, switchedOn } from '../../src/fail2ban/jail-files.ts';
import { directory } from '../commands/program.ts';

test('switchedOn() takes the last word of the section, in the booleans that Fail2ban knows', () => {
  const pack = '[portsentry]\nenabled = true\n[portsentry-unverified]\nenabled = false\n';
  assert.equal(switchedOn([pack], 'portsentry'), true);
  assert.equal(switchedOn([pack], 'portsentry-unverified'), false);
  assert.equal(switchedOn([pack], 'portsentry-recidive'), undefined);
  for (const [word, on] of [
    ['yes', true],
    ['ON', true],
    ['1', true],
    ['0', false],
    ['off', false],
  ] as const)
    assert.equal(
      switchedOn([pack, `[sshd]\nenabled = no\n[portsentry]\r\nenabled=${word}\r\n`], 'portsentry'),
      on,
    );
  assert.equal(switchedOn(['[portsentry]\n# enabled = true\n'], 'portsentry'), undefined);
});

test("jailTexts() has Fail2ban's order, in which every .local follows every .conf", () => {
  const folder = directory();
  mkdirSync(join(folder, 'jail.d'));
  for (const name of [
    'jail.conf',
    'jail.d/b.conf',
    'jail.d/a.local',
    'jail.local',
    'jail.d/a.conf',
    'jail.d/x.txt',
  ])
    writeFileSync(join(folder, name), name);
  assert.deepEqual(jailTexts(folder), [
    'jail.conf',
    'jail.d/a.conf',
    'jail.d/b.conf',
    'jail.local',
    'jail.d/a.local',
  ]);
  assert.deepEqual(jailTexts(join(folder, 'nowhere')), ['', '']);
});
