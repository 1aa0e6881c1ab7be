import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { errorCode, errorMessage } from '../util/errors.ts';
import { splitter } from './split.ts';

/** What of systemd's journal is read: fields that the journal itself sets (systemd.journal-fields(7)), each to match. */
export interface JournalOptions {
  readonly matches: readonly string[];
  /** Where to begin: milliseconds since the epoch, or the cursor of the last entry that was read. */
  readonly from: number | { readonly cursor: string };
  /** Goes on with what is written later, until it is stopped. @default false */
  readonly isFollowed?: boolean;
  readonly onEntry: (entry: JournalEntry) => void;
  readonly signal?: AbortSignal;
}

/** Times are milliseconds since the epoch. */
export interface JournalEntry {
  readonly time: number;
  readonly message: string;
  readonly cursor: string;
}

/**
 * Reads the journal by journalctl, entry by entry, as JSON: there the text of one entry cannot pass for another one.
 * Memory stays bounded. Returns why it could not be read (to its end), or undefined.
 */
export async function readJournal(options: JournalOptions): Promise<string | undefined> {
  const { onEntry, signal } = options;
  const lines = splitter(line => {
    const entry = parseEntry(line);
    if (entry !== undefined) onEntry(entry);
  }, mostEntry);
  const child = journalctl(argumentsOf(options), signal);
  child.stdout?.setEncoding('latin1').on('data', (text: string) => lines.push(text));
  const why = await endOf(child);
  return signal?.aborted === true ? undefined : why;
}

/** When the oldest entry that is kept was written (milliseconds since the epoch); undefined where there is none. */
export async function journalStart(): Promise<number | undefined> {
  let first: number | undefined;
  const child = journalctl([]);
  const lines = splitter(line => {
    first ??= parseEntry(line)?.time;
    if (first !== undefined) child.kill();
  }, mostEntry);
  child.stdout?.setEncoding('latin1').on('data', (text: string) => lines.push(text));
  await endOf(child);
  return first;
}

/** Characters of an entry; each field of one has 64 KiB at most as journalctl shows it. */
const mostEntry = 2 ** 20;

function argumentsOf({ matches, from, isFollowed = false }: JournalOptions): string[] {
  const start =
    typeof from === 'number' ? `--since=@${(from / 1000).toFixed(3)}` : `--after-cursor=${from.cursor}`;
  return [start, ...(isFollowed ? ['-f', '-n', 'all'] : []), ...matches];
}

const journalctl = (args: readonly string[], signal?: AbortSignal): ChildProcess =>
  spawn('journalctl', ['--no-pager', '-o', 'json', '--output-fields=MESSAGE', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...(signal && { signal }),
  });

/** What keeps journalctl from telling all, though it ends well: its hints, which `-q` would take away. */
const partly = /not seeing messages from other users|No journal files were (?:found|opened)/;

/** Why it has not told all, or undefined. */
async function endOf(child: ChildProcess): Promise<string | undefined> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 1000);
  });
  const ended = once(child, 'close');
  try {
    const [code] = (await ended) as [number | null];
    if (partly.test(said))
      return 'this user may not read it: ask as root (sudo), or as a member of the group systemd-journal';
    return code === 0 ? undefined : said.trim().split('\n')[0] || `journalctl ended with ${code}`;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'journalctl is not installed' : errorMessage(error);
  }
}

/** Undefined for what is no entry with a text; a MESSAGE that is not UTF-8 is a list of its bytes. */
export function parseEntry(line: string): JournalEntry | undefined {
  try {
    const {
      MESSAGE,
      __REALTIME_TIMESTAMP: time,
      __CURSOR: cursor,
    } = JSON.parse(line) as Record<string, unknown>;
    const message = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE).toString() : MESSAGE;
    if (typeof message !== 'string' || typeof time !== 'string' || typeof cursor !== 'string')
      return undefined;
    return { time: Math.floor(Number(time) / 1000), message, cursor };
  } catch {
    return undefined;
  }
}
