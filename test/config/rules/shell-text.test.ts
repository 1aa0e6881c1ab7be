import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { scriptLine, scriptWord } from '../../../src/config/rules/shell-text.ts';
import { sized } from '../../support/long.ts';

const values = { TARGET: '2001:db8::7', PORT: '23', MODE: 'stealth' };

const run = (script: string, given: Readonly<Record<keyof typeof values, string>> = values): string[] => {
  const env = { portjail_target: given.TARGET, portjail_port: given.PORT, portjail_mode: given.MODE };
  return spawnSync('/bin/sh', { input: script, env, encoding: 'utf8' }).stdout.split('\n');
};

/** As Portsentry does: pasted into what the shell then reads. */
const pasted = (command: string): string =>
  command.replaceAll(/\$(TARGET|PORT|MODE)\$/g, (_, name: keyof typeof values) => values[name]);

const token = fc.constantFrom('$TARGET$', '$PORT$', '$MODE$');
const word = fc.constantFrom('a', '%', '=', '100%', '@', '-', '\\$', '\\"', "\\'", '\\`', '$$', '#');
const inside = (glue: fc.Arbitrary<string>) =>
  fc.array(fc.oneof(token, glue), { maxLength: 4 }).map(parts => parts.join(''));
const plain = inside(word.filter(text => text !== '#' && text !== '$$'));
const single = inside(fc.constantFrom('a', ' ', '"', '\\', '`', '$x', '(', '#')).map(text => `'${text}'`);
const substituted = fc.oneof(plain, single).map(text => `$(printf %s ${text} x)`);
const ticks = plain.map(text => `\`printf %s ${text.replaceAll(/\\./g, '')} x\``);
const double = fc
  .array(fc.oneof(token, fc.constantFrom('a', ' ', "'", '\\"', '\\$', '('), substituted), { maxLength: 4 })
  .map(parts => `"${parts.join('')}"`);
const command = fc
  .array(fc.oneof(plain, single, double, substituted, ticks), { minLength: 1, maxLength: 4 })
  .map(parts => `printf '%s,' ${parts.join('')} ; (echo ${parts[0] ?? ''})`)
  .filter(text => !/\\\$(?:TARGET|PORT|MODE)\$/.test(text));

test('scriptLine() means what pasting the values means, in any quotes', () => {
  const commands = fc.sample(command, sized(1_000, 20_000));
  const lines = commands.map(text => scriptLine(text) ?? assert.fail(text));
  const mark = (text: string): string => `${text}\necho =\n`;
  const wanted = run(commands.map(text => mark(pasted(text))).join(''));
  const found = run(lines.map(mark).join(''));
  assert.equal(wanted.filter(line => line === '=').length, commands.length);
  assert.deepEqual(found, wanted);
});

test('scriptLine() never lets a value be read by the shell, however hostile it were', () => {
  const evil = `'"; echo BROKEN; $(echo BROKEN) \`echo BROKEN\` #`;
  for (const text of [
    'printf %s $TARGET$',
    "printf %s '$TARGET$'",
    'printf %s "a$TARGET$"',
    'printf %s "$(printf %s $TARGET$)"',
  ]) {
    const [out = ''] = run(scriptLine(text) ?? assert.fail(text), { ...values, TARGET: evil });
    assert.ok(out === evil || out === `a${evil}`, out);
  }
  assert.deepEqual(run(`printf %s ${scriptWord("it's $TARGET$ $x `y`")}`, { ...values, TARGET: evil }), [
    `it's ${evil} $x \`y\``,
  ]);
});

test('scriptLine() refuses what does not pair and what a backslash makes unclear', () => {
  for (const text of [
    "'",
    '"',
    '`',
    '$(',
    '(',
    `"'`,
    `'"'"`,
    'a\\',
    '\\$TARGET$',
    '"\\$PORT$"',
    `"$(echo '")`,
  ])
    assert.equal(scriptLine(text), undefined, text);
  for (const text of ['', "it\\'s", `"it's"`, '( a )', 'a)', "'\\'", '$x $', '$TARGET'])
    assert.equal(scriptLine(text), text);
});
