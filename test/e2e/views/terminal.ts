import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { runProgram } from '../../../src/util/program.ts';
import { until } from '../../support/until.ts';

/** A real terminal with a shell in it, on a private host. */
export interface Terminal {
  /** Types a line. */
  line(text: string): void;
  /** Presses keys, by tmux's names for them. */
  keys(...names: string[]): void;
  /** Everything that is written to it from now on, as it is. */
  record(): { readonly written: () => string };
  /** What the screen shows, without blanks at the ends of lines; with `-e` how it looks, too. */
  text(...options: string[]): string;
  /** Waits until the screen shows it, and returns the screen. */
  shows(what: RegExp): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Variables of tmux's such as alternate_on, with blanks between them. */
  value(...names: string[]): string;
  /** What the shell in it says to a command that prints one line. */
  ask(command: string): Promise<string>;
}

/** How a terminal is when nobody has taken it: no alternate screen, a cursor, lines that go on. */
export const untouched = '0 1 1';
export const stateOf = (terminal: Terminal): string =>
  terminal.value('alternate_on', 'cursor_flag', 'wrap_flag');

export async function openTerminal(
  t: TestContext,
  host: { readonly sh: (script: string) => unknown },
  environment = 'LANG=C.UTF-8 TERM=xterm-256color',
  shellProgram = 'bash --norc --noprofile',
): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tmux-'));
  const socket = join(folder, 'socket');
  // The server is on the host; whoever asks it need not be.
  const tmux = (...words: string[]): string => runProgram('tmux', ['-S', socket, ...words]).out;
  t.after(() => {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  });
  const shell = `env -i PATH=\\"$PATH\\" HOME=/nonexistent TZ=UTC PS1='$ ' ${environment} ${shellProgram}`;
  host.sh(`tmux -S ${socket} -f /dev/null new-session -d -x 80 -y 24 "${shell}"`);
  let asked = 0;
  const terminal: Terminal = {
    line: text => {
      tmux('send-keys', '-l', '--', text);
      tmux('send-keys', 'Enter');
    },
    keys: (...names) => void tmux('send-keys', ...names),
    record: () => {
      const file = join(folder, 'written');
      tmux('pipe-pane', '-O', `cat > ${file}`);
      return { written: () => readFileSync(file, 'utf8') };
    },
    text: (...options) =>
      tmux('capture-pane', '-p', ...options)
        .split('\n')
        .map(row => row.trimEnd())
        .join('\n'),
    shows: what =>
      until(
        () => {
          const text = terminal.text();
          return what.test(text) && text;
        },
        () => `${what} on the screen:\n${terminal.text()}`,
      ),
    resize: (columns, rows) => void tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`),
    value: (...names) => tmux('display', '-p', names.map(name => `#{${name}}`).join(' ')).trimEnd(),
    ask: async command => {
      const file = join(folder, `said-${asked++}`);
      terminal.line(`${command} > ${file}.new; mv ${file}.new ${file}`);
      await until(() => existsSync(file), `what ${command} says`);
      return readFileSync(file, 'utf8');
    },
  };
  await terminal.shows(/^\$/m);
  return terminal;
}

/** A screen with nothing in it that depends on when it was made: times, and where the bars of that time stand. */
export const timeless = (screen: string): string =>
  screen
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'YYYY-MM-DD')
    .replaceAll(/\d\d:\d\d:\d\d/g, 'HH:MM:SS')
    .replaceAll(/^\d\d:\d\d /gm, 'HH:MM ')
    .replaceAll(/^(handshake|packet) +(.*?) +(\d+ in)/gm, '$1 | $2 | $3');
