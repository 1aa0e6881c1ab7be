import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { isRecord } from '../../../config/schema/validated.ts';
import { splitter } from '../../../follow/split.ts';
import { CAP_SETPCAP, hasNoneForEver, may, type User } from '../../../sys/process/rights.ts';
import { createComplaint } from '../../../util/steady.ts';

/** Called with each message of sshd. */
export type OnMessage = (message: string) => void;

/** Who reads the journal: a user and the journal's group; undefined for the user that we are. */
export type Reader = Pick<User, 'uid' | 'gid'> | undefined;

/** What sshd said before is read for so long at most: a million lines or so, the last ones first (milliseconds). */
const readFor = 5_000;

/**
 * Reads what sshd has said since the boot, then follows what it says, by a child that the sentry cannot start again once
 * it has given up its rights. `onEnd` is called when that child ends by itself. Returns what ends it.
 * @param folder where the journal of this machine is: by default journalctl would leave out what is not of the boot
 *   that /proc names, which in a container is another one under ProtectKernelTunables=
 */
export async function followSshd(
  folder: string,
  reader: Reader,
  onMessage: OnMessage,
  onEnd: () => void,
): Promise<() => void> {
  const start = Math.floor(Date.now() / 1000);
  const before = journalctl(['-D', folder, '-b', '-r', '--grep=^Accepted '], reader, onMessage);
  const late = setTimeout(() => before.kill(), readFor);
  await ended(before);
  clearTimeout(late);
  // What came in between is read twice.
  const child = journalctl(['-D', folder, '-f', '-n', 'all', `--since=@${start - 1}`], reader, onMessage);
  let isWanted = true;
  // Whatever ends the sentry need not wait for it.
  child.unref();
  void ended(child).then(() => {
    if (isWanted) onEnd();
  });
  return () => {
    isWanted = false;
    child.kill();
  };
}

/**
 * The reader has no right but to read the journal, and ends when nobody reads what it writes. Without a user it may be
 * root, who has no capability then, where one may be taken away for good (CAP_SETPCAP).
 */
function journalctl(options: readonly string[], reader: Reader, onMessage: OnMessage): ChildProcess {
  const [program = '', ...args] = [...givingUp(reader), 'journalctl', '-q', ...options, ...question];
  const child = spawn(program, args, {
    ...reader,
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: '/',
    env: { PATH: path, LC_ALL: 'C' },
  });
  const complain = createComplaint('hearing of a login');
  const lines = splitter(line => {
    try {
      const message = parseEntry(line);
      if (message !== undefined) onMessage(message);
    } catch (error) {
      complain(error);
    }
  });
  child.stdout.setEncoding('latin1').on('data', (text: string) => lines.push(text));
  return child;
}

/**
 * What gives up rights before it runs another program; nothing for who has none and can gain none, as the unit of the fleet,
 * which forbids that too: setpriv(1) always calls capset(2).
 */
function givingUp(reader: Reader): string[] {
  if (hasNoneForEver()) return [];
  const bounding = reader === undefined && may(CAP_SETPCAP) ? ['--bounding-set=-all'] : [];
  return ['setpriv', '--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', ...bounding];
}

/** Where `setpriv` and `journalctl` are. */
const path = '/usr/bin:/bin';

/** Fields with an underscore are the journal's own word, systemd.journal-fields(7). OpenSSH 9.8 split sshd in two. */
const question = [
  ...['-o', 'json', '--output-fields=MESSAGE,_EXE'],
  ...['_UID=0', '_COMM=sshd', '_COMM=sshd-session'],
];

const programs = new Set(['sshd', 'sshd-session']);

/** The message of an entry that sshd's own program wrote; a process may choose its name, but not its file. */
export function parseEntry(line: string): string | undefined {
  const { MESSAGE: message, _EXE: file } = fieldsOf(line);
  if (typeof message !== 'string' || typeof file !== 'string') return undefined;
  return programs.has(basename(file.replace(/ \(deleted\)$/, ''))) ? message : undefined;
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** A failed start is an end, too. */
const ended = (child: ChildProcess): Promise<unknown> => once(child, 'close').catch(() => {});
