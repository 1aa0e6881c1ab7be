import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { completions } from '../../../src/manual/manual.ts';
import { lackOf } from '../../e2e/hosts/require.ts';
import { openTerminal } from '../../e2e/views/terminal.ts';
import { isLong } from '../../support/long.ts';
import { told } from '../shown.ts';

const folder = mkdtempSync(join(tmpdir(), 'portjail-shells-'));
after(() => rmSync(folder, { recursive: true }));
for (const [path, text] of completions(told)) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}
mkdirSync(join(folder, 'here', 'captures'), { recursive: true });
writeFileSync(join(folder, 'here', 'capture.pcap'), '');
const sh = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' });

/** What fish itself offers for the last word of a line. */
const offered = (line: string): string[] =>
  execFileSync('fish', ['--no-config', '-c', `source ${folder}/fish/portjail.fish; complete -C '${line}'`], {
    encoding: 'utf8',
    cwd: join(folder, 'here'),
    env: { ...process.env, HOME: folder },
  })
    .split('\n')
    .flatMap(row => row.split('\t')[0] || []);

if (isLong) {
  test('fish completes every command, and every option of each', { skip: lackOf('fish') ?? false }, () => {
    assert.deepEqual(offered('portjail ').sort(), told.map(({ name }) => name).sort());
    assert.deepEqual(offered('portjail --').sort(), ['--help', '--version']);
    for (const { name, options } of told)
      assert.deepEqual(
        offered(`portjail ${name} --`).sort(),
        [...Object.keys(options), 'help'].map(long => `--${long}`).sort(),
        name,
      );
  });

  test('fish completes values by what they are', { skip: lackOf('fish') ?? false }, () => {
    const cases: readonly [string, readonly string[]][] = [
      ['portjail firewall --for i', ['iptables']],
      ['portjail run --tcp-mode s', ['stcp', 'stealth']],
      ['portjail run --tcp-mode=s', ['--tcp-mode=stcp', '--tcp-mode=stealth']],
      ['portjail run -c cap', ['capture.pcap', 'captures/']],
      ['portjail run --user roo', ['root']],
      ['portjail import cap', ['captures/']],
      ['portjail replay cap', ['capture.pcap', 'captures/']],
      ['portjail why cap', []],
      ['portjail ignore --note cap', []],
    ];
    for (const [line, expected] of cases) assert.deepEqual(offered(line).sort(), expected, line);
  });

  test('a Tab in a real zsh completes commands, options and values', {
    skip: lackOf('zsh', 'tmux') ?? false,
  }, async t => {
    const terminal = await openTerminal(t, { sh }, 'LANG=C.UTF-8 TERM=xterm-256color', 'zsh -f');
    terminal.line(
      `fpath=(${folder}/zsh $fpath); autoload -Uz compinit; compinit -u -d ${folder}/dump; cd ${folder}/here; clear`,
    );
    await terminal.shows(/^\S*\s*$/);
    const typed: readonly (readonly [readonly string[], RegExp])[] = [
      [['portjail mon', 'Tab'], /portjail monitor *$/m],
      [
        ['portjail repl', 'Tab', '--tcp', 'Tab', 'ste', 'Tab', 'capture.', 'Tab'],
        /portjail replay --tcp-mode[ =]stealth capture\.pcap/,
      ],
      [['portjail firewall --for ufw', 'Tab', '--defa', 'Tab'], /portjail firewall --for ufw --defaults/],
      [['portjail run --user=roo', 'Tab'], /portjail run --user=root/],
      [['portjail import ca', 'Tab'], /portjail import captures\//],
      [['portjail install --', 'Tab', 'Tab'], /--dry-run +-- prove everything/],
      [['portjail ', 'Tab', 'Tab'], /simulate +-- try before you ban/],
    ];
    for (const [keys, screen] of typed) {
      terminal.keys(...keys);
      await terminal.shows(screen);
      terminal.keys('C-c');
      terminal.line('clear');
      await terminal.shows(/^\S*\s*$/);
    }
  });
}
