import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import type { PrivateHost } from '../hosts/private-host.ts';

/** A real terminal with a shell in it, on a private host. */
export interface Terminal {
  /** Types a line. */
  line(text: string): void;
  /** Presses keys, by tmux's names for them. */
  keys(...names: string[]): void;
  /** Everything that is written to it from now on, as it is. */
  record(): { readonly written: () => string };
  /** What the screen shows, without blanks at the ends of lines; with `-e` how it looks, too. */
  text(options?: string): string;
  /** Waits until the screen shows it, and returns the screen. */
  shows(what: RegExp): Promise<string>;
  resize(columns: number, rows: number): void;
  /** One of tmux's variables, such as alternate_on. */
  value(name: string): string;
  /** What the shell in it says to a command that prints one line. */
  ask(command: string): Promise<string>;
}

/** How a terminal is when nobody has taken it: no alternate screen, a cursor, lines that go on. */
export const untouched = '0 1 1';
export const stateOf = (terminal: Terminal): string =>
  terminal.value('alternate_on') + terminal.value(' #{cursor_flag} #{wrap_flag}');

export async function openTerminal(
  t: TestContext,
  host: PrivateHost,
  environment = 'LANG=C.UTF-8 TERM=xterm-256color',
): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tmux-'));
  const tmux = (words: string) => host.sh(`tmux -S ${folder}/socket -f /dev/null ${words}`);
  t.after(() => {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  });
  tmux(
    `new-session -d -x 80 -y 24 "env -i PATH=\\"$PATH\\" HOME=/nonexistent TZ=UTC PS1='$ ' ${environment} bash --norc --noprofile"`,
  );
  let asked = 0;
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const terminal: Terminal = {
    line: text => {
      tmux(`send-keys -l ${quote(text)}`);
      tmux('send-keys Enter');
    },
    keys: (...names) => void tmux(`send-keys ${names.map(quote).join(' ')}`),
    text: (options = '') =>
      tmux(`capture-pane -p ${options}`)
        .out.split('\n')
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
    record: () => {
      const file = join(folder, 'written');
      tmux(`pipe-pane -O ${quote(`cat > ${file}`)}`);
      return { written: () => host.sh(`cat ${file}`).out };
    },
    resize: (columns, rows) => void tmux(`resize-window -x ${columns} -y ${rows}`),
    value: name => tmux(`display -p ${quote(name.startsWith(' ') ? name : `#{${name}}`)}`).out.trimEnd(),
    ask: async command => {
      const file = join(folder, `said-${asked++}`);
      terminal.line(`${command} > ${file}.new; mv ${file}.new ${file}`);
      return until(() => {
        const { code, out } = host.sh(`cat ${file}`);
        return code === 0 && out;
      }, `what ${command} says`);
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
