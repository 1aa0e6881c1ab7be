import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { helpText } from '../src/commands/help/text.ts';
import { commands } from '../src/commands/index.ts';
import { portjail } from './commands/program.ts';

test('portjail --help names every command', () => {
  const { code, stdout } = portjail('--help');
  assert.equal(code, 0);
  for (const { name, summary } of commands)
    assert.ok(stdout.includes(`  ${name}`) && stdout.includes(summary), name);
});

test('portjail COMMAND --help says how it is called', () => {
  for (const { name } of commands) {
    const { code, stdout } = portjail(name, '--help');
    assert.equal(code, 0, name);
    assert.ok(stdout.startsWith(`portjail ${name}`), name);
  }
});

/** The options in a text of ours but for the one that every command knows. */
const optionsIn = (text: string): string[] => {
  const named = [...text.matchAll(/--([a-z][a-z-]*)/g)].map(([, name = '']) => name);
  return [...new Set(named)].filter(name => name !== 'help').sort();
};

test('portjail COMMAND --help names the options that it takes, and no other', async () => {
  for (const { name, load } of commands) {
    const command = await load();
    assert.deepEqual(optionsIn(helpText(name, command)), Object.keys(command.options).sort(), name);
  }
});

test('portjail --version says the version of the package', () => {
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(portjail('--version'), { code: 0, stdout: `portjail ${version}\n`, stderr: '' });
});

test('portjail says which command may have been meant', () => {
  const { code, stderr } = portjail('unbann');
  assert.equal(code, 2);
  assert.match(stderr, /unknown command "unbann": see portjail --help; did you mean "unban"\?$/m);
});

test('portjail answers wrong usage with exit code 2 and the way to help', () => {
  for (const args of [[], ['nosuch'], ['run', '--nosuch'], ['run', '-c']]) {
    const { code, stdout, stderr } = portjail(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stdout + stderr, /--help/);
  }
});
