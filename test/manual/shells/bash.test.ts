import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { completions } from '../../../src/manual/manual.ts';
import { lackOf } from '../../e2e/hosts/require.ts';
import { openTerminal } from '../../e2e/views/terminal.ts';
import { told } from '../shown.ts';

const folder = mkdtempSync(join(tmpdir(), 'portjail-bash-'));
after(() => rmSync(folder, { recursive: true }));
const script = join(folder, 'portjail');
writeFileSync(script, completions(told).get('bash/portjail') ?? '');

/** What bash itself makes of each line, whose last word is to be completed; `<...>` is what it is told to do by itself. */
function completed(lines: readonly string[]): string[][] {
  // compopt works within a completion only: here it says what it was asked for.
  const calls = lines.map(line => {
    const words = line.split(/ |(?<==)|(?==)/);
    return `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; ask`;
  });
  const text = `compopt() { COMPREPLY+=("<$2>"); }
ask() { _portjail portjail "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"; echo "\${COMPREPLY[*]}"; }
. ${script}
${calls.join('\n')}`;
  const said = execFileSync('bash', ['--norc', '-c', text], { encoding: 'utf8' });
  return said.split('\n').map(line => line.split(' ').filter(word => word !== ''));
}

test('bash completes every command, and every option of each', () => {
  const [all = [], ...each] = completed(['portjail ', ...told.map(({ name }) => `portjail ${name} -`)]);
  assert.deepEqual(all, [...told.map(({ name }) => name), '--help', '--version']);
  for (const [at, { options }] of told.entries()) {
    const words = Object.entries(options).flatMap(([long, { short }]) => [
      ...(short === undefined ? [] : [`-${short}`]),
      `--${long}`,
    ]);
    assert.deepEqual(each[at], [...words, '-h', '--help']);
  }
});

test('bash completes values by what they are: words, files, folders, users, or nothing', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['portjail re', ['render', 'replay', 'report']],
    ['portjail nothing -', []],
    ['portjail firewall --for i', ['iptables']],
    ['portjail run --tcp-mode s', ['stealth', 'stcp']],
    ['portjail run --tcp-mode=s', ['stealth', 'stcp']],
    ['portjail run --udp-mode=', ['connect', 'stealth', 'advanced', 'off', 'udp', 'sudp', 'audp']],
    ['portjail run -c /et', ['<default>']],
    ['portjail run --config=/et', ['<default>']],
    ['portjail run --user roo', ['root']],
    ['portjail run fi', []],
    ['portjail install --root /', ['<dirnames>']],
    ['portjail import /et', ['<dirnames>']],
    ['portjail replay cap', ['<default>']],
    ['portjail simulate --json por', ['<default>']],
    ['portjail ignore --note --', []],
    ['portjail why 203', []],
  ];
  const found = completed(cases.map(([line]) => line));
  for (const [at, [line, expected]] of cases.entries()) assert.deepEqual(found[at], expected, line);
});

test('a Tab in a real bash completes a command, an option, and a file whose name has a blank', {
  skip: lackOf('tmux') ?? false,
}, async t => {
  mkdirSync(join(folder, 'here'));
  writeFileSync(join(folder, 'here', 'a capture.pcap'), '');
  const sh = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' });
  const terminal = await openTerminal(t, { sh });
  terminal.line(`. ${script}; cd ${folder}/here; clear`);
  await terminal.shows(/^\$\s*$/);
  terminal.keys('portjail repl', 'Tab', '--tcp', 'Tab', 'ste', 'Tab', 'a', 'Tab');
  await terminal.shows(/^\$ portjail replay --tcp-mode stealth a\\ capture\.pcap/);
});
