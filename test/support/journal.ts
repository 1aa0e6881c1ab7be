import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../e2e/hosts/child.ts';
import { until } from './until.ts';

/** A journal of its own, which systemd's own program writes: what it is told by `logger`, line by line. */
export interface Journal {
  /** For journalctl: this journal, and what of it was written through `write`. */
  readonly matches: readonly string[];
  write(...lines: readonly string[]): void;
}

const program = '/lib/systemd/systemd-journald';

/** Why there can be none here; undefined where there can. */
export const journalLack =
  process.geteuid?.() !== 0 || !existsSync(program) ? 'needs root and systemd-journald' : undefined;

/** In namespaces of its own, which end with it: there /run is that folder, and nothing of this host's journal. */
const script = (folder: string): string =>
  [
    `mount --bind ${folder} /run && mount -t tmpfs tmpfs /var/log`,
    'mkdir -p /run/systemd/journal /run/log/journal; mkfifo /run/in; exec 3<>/run/in',
    `${program} & until test -S /run/systemd/journal/socket; do sleep 0.05; done; echo ready`,
    `while read -r line <&3; do printf 'MESSAGE=%s\\n' "$line" | logger --journald; done`,
  ].join('\n');

/** Starts one, and ends it whatever happens. */
export async function withJournal<T>(work: (journal: Journal) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-journal-'));
  const [tool, ...args] = [
    'unshare',
    '-m',
    '-p',
    '-f',
    '--kill-child',
    '--mount-proc',
    'bash',
    '--norc',
    '-c',
  ] as const;
  const child = startChild([tool, ...args, script(folder)]);
  try {
    await child.waitFor('ready');
    return await work({
      matches: [`--directory=${join(folder, 'log/journal')}`, '_TRANSPORT=journal'],
      write: (...lines) => appendFileSync(join(folder, 'in'), lines.map(line => `${line}\n`).join('')),
    });
  } finally {
    await child.stop('SIGKILL');
    await until(() => {
      rmSync(folder, { recursive: true, force: true });
      return !existsSync(folder);
    }, 'the folder gone');
  }
}
