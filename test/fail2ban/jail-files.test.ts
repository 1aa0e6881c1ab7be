import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { jailFiles, jailSettings, settingsIn, switchedOn } from '../../src/fail2ban/jail-files.ts';
import { directory } from '../commands/program.ts';
import { neverThrows } from '../detect/spare/hosts/never-throws.ts';

const on = (texts: readonly string[], jail: string): boolean | undefined =>
  switchedOn(
    texts.flatMap(text => settingsIn(text, 'f')),
    jail,
  );

test('switchedOn() takes the last word of the section, in the booleans that Fail2ban knows', () => {
  const pack = '[portsentry]\nenabled = true\n[portsentry-unverified]\nenabled = false\n';
  assert.equal(on([pack], 'portsentry'), true);
  assert.equal(on([pack], 'portsentry-unverified'), false);
  assert.equal(on([pack], 'portsentry-recidive'), undefined);
  for (const [word, is] of [
    ['yes', true],
    ['ON', true],
    ['1', true],
    ['0', false],
    ['off', false],
  ] as const)
    assert.equal(on([pack, `[sshd]\nenabled = no\n[portsentry]\r\nenabled=${word}\r\n`], 'portsentry'), is);
  assert.equal(on(['[portsentry]\n# enabled = true\n'], 'portsentry'), undefined);
});

test("jailFiles() has Fail2ban's order, in which every .local follows every .conf", () => {
  const folder = directory();
  mkdirSync(join(folder, 'jail.d'));
  for (const name of ['b.conf', 'a.local', 'a.conf', 'x.txt', '.c.conf'])
    writeFileSync(join(folder, 'jail.d', name), '');
  const names = (at: string): string[] => jailFiles(at).map(path => path.slice(at.length + 1));
  assert.deepEqual(names(folder), [
    'jail.conf',
    'jail.d/a.conf',
    'jail.d/b.conf',
    'jail.local',
    'jail.d/a.local',
  ]);
  const nowhere = join(folder, 'nowhere');
  assert.deepEqual(names(nowhere), ['jail.conf', 'jail.local']);
  assert.deepEqual(jailSettings(nowhere), []);
});

/** Everything that configparser has a rule for: indented sections and options, comments, blank lines, either sign. */
const text = `before = nothing
[DEFAULT]
Backend = systemd ; all
 ignoreip = one
 # no
; no

 two ; no
ports: 1
  [sshd]
  enabled = true
 filter = a;b
\tc = %(d)s

[portsentry] # ours
logpath = /a
   /b
   # /c
action =
   mail[x=y]
empty =
[inner]
  a = 1
  b = 2
   more
 d = 3
[last]
last = it`;

test('settingsIn() says where an option stands and what it says, with its continuation lines', () => {
  const found = settingsIn(text, '/f').map(({ line, section, name, value }) => [line, section, name, value]);
  assert.deepEqual(found[0], [3, 'DEFAULT', 'backend', 'systemd\nignoreip = one\ntwo']);
  assert.deepEqual(
    found.filter(([, section]) => section === 'portsentry'),
    [
      [16, 'portsentry', 'logpath', '/a\n/b'],
      [19, 'portsentry', 'action', '\nmail[x=y]'],
      [21, 'portsentry', 'empty', ''],
    ],
  );
});

/** What Python's own parser makes of it, set up as Fail2ban sets it up (configparserinc.py). */
const python = `
import configparser, json, sys
parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=';')
parser.read_string(sys.stdin.read())
print(json.dumps([[s, k, [w for w in v.split('\\n') if w]] for s in ['DEFAULT'] + parser.sections()
    for k, v in (parser.defaults() if s == 'DEFAULT' else parser._sections[s]).items()]))`;

test("settingsIn() reads as Python's configparser does", () => {
  const [, ...lines] = text.split('\n');
  const input = lines.join('\n');
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', python], { input, encoding: 'utf8' });
  assert.deepEqual(
    settingsIn(input, 'f').map(({ section, name, value }) => [
      section,
      name,
      value.split('\n').filter(word => word !== ''),
    ]),
    JSON.parse(stdout || '0'),
    stderr,
  );
});

test('settingsIn() never throws on any bytes', () =>
  neverThrows(
    bytes => switchedOn(settingsIn(bytes, 'f'), 'portsentry'),
    ['[DEFAULT]\n', '[portsentry]\n', 'enabled', '=', '\n ', '[__proto__]', ' ;'],
  ));
