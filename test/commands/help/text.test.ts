import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, usualExit } from '../../../src/commands/help/text.ts';
import { commands } from '../../../src/commands/index.ts';

const told = new Map<string, string>();
for (const { name, load } of commands) told.set(name, helpText(name, await load()));

test('helpText() has forms, text, options, signals and exit codes, each where it belongs', () => {
  const help = {
    forms: ['[--user USER]', '--list\n[FILE]'],
    about: 'What it does.',
    signals: { SIGHUP: 'reads again' },
    more: 'An end.',
  };
  const options = {
    user: { type: 'string', value: 'USER', short: 'u', what: `who ${'becoming '.repeat(12)}at last` },
    'a-rather-long-name': { type: 'boolean', what: 'of its own line' },
  } as const;
  const lines = helpText('do', { help, options }).split('\n');
  assert.deepEqual(lines, [
    'portjail do [--user USER]',
    'portjail do --list',
    '            [FILE]',
    '',
    'What it does.',
    '',
    `  -u, --user USER      who ${'becoming '.repeat(8).trimEnd()}`,
    '                       becoming becoming becoming becoming at last',
    '      --a-rather-long-name',
    '                       of its own line',
    '',
    '  SIGHUP   reads again',
    '',
    'An end.',
    '',
    `Exit: 0 ${usualExit[0]}, 1 ${usualExit[1]}, 2 ${usualExit[2]}.`,
    '',
  ]);
});

test('every option of a command that takes a value says what stands for it, and no other does', async () => {
  for (const { name, load } of commands)
    for (const [long, { type, value }] of Object.entries((await load()).options))
      assert.equal(type === 'string', value !== undefined, `${name} --${long}`);
});

test('helpText() of every command is plain text in lines of at most 100 columns', () => {
  assert.ok(told.size > 15);
  for (const [name, text] of told) {
    assert.match(text, /^[\n\x20-\x7e]*\n$/, name);
    for (const line of text.split('\n')) assert.ok(line.length <= 100 && line === line.trimEnd(), line);
  }
});
