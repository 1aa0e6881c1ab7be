import type { Config } from '../config/schema/schema.ts';
import type { Probe } from '../probe.ts';
import { formatHistory } from './history.ts';
import { openJournal } from './journal.ts';
import { formatAgain, formatHeld, formatScan, formatSeen, type Held, type Tally, type Why } from './line.ts';
import { lockLog } from './lock-log.ts';
import { formatScanFrom } from './scan-from.ts';
import type { Trouble } from './trouble.ts';
import { type Grade, openWriter, type Place, type Writer } from './writer.ts';

/** The files that verdicts go to: the log, and the history where one is wished. */
export interface LogSink {
  /** A ban-grade probe: the only one that reaches a line a jail matches. */
  scan(probe: Probe, tally: Tally): void;
  seen(probe: Probe, tally: Tally, why: Why): void;
  held(time: number, held: Held): void;
  reopen(): void;
  tend(): void;
  close(): void;
  /** The files that are open: the log, then the history. */
  places(): readonly (Place | undefined)[];
  /** What is wrong with them. */
  troubles(): readonly Trouble[];
  /** Lines that were given up. */
  readonly lost: number;
}

/** The files that are written: the log, unless it goes to the journal, and the history. */
export const filesOf = ({ target, file, history }: Config['log']): string[] =>
  [target === 'file' ? file : '', history].filter(path => path !== '');

/** What of a config says where lines go, and how many of them ban. */
export type Written = Pick<Config, 'log' | 'jails'>;

/** Opens the files or the journal; throws as openWriter, lockLog and openJournal do. */
export function openSink(config: Written): LogSink {
  const { log } = config;
  const main = log.target === 'journal' ? openJournal() : openAlone(log);
  try {
    return createSink(config, main, log.history === '' ? undefined : openWriter(log.history));
  } catch (error) {
    main.close();
    throw error;
  }
}

/** The log, which nobody else writes meanwhile. */
function openAlone(log: Config['log']): Writer {
  const unlock = lockLog(log.file);
  try {
    return openWriter(log.file, announceIn(log), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Only our own form has a word for lines that are written again; in the others they stand twice. */
const announceIn =
  ({ format }: Config['log'], pid = process.pid) =>
  (lines: number): string | undefined =>
    format === 'portjail' ? formatAgain(Date.now(), lines, pid) : undefined;

/**
 * What Fail2ban reads twice it counts twice. Where it takes several lines to ban, one that it misses only delays the ban,
 * and one that counts twice would ban too soon.
 */
function gradeOf(
  { evidence, prefix }: Probe,
  { portsentry, unverified, prefix: networks }: Config['jails'],
): Grade | undefined {
  const jail = prefix !== undefined ? networks : evidence === 'handshake' ? portsentry : unverified;
  return jail.maxretry === 1 ? 'ban' : undefined;
}

/** Writes verdicts in the form that the config names. */
export function createSink(
  { log, jails }: Written,
  main: Writer,
  history?: Writer,
  pid = process.pid,
): LogSink {
  const files: readonly Writer[] = history === undefined ? [main] : [main, history];
  // Portsentry 2's form has no word for an observation that no jail of anybody's would match: ban-grade lines only.
  const plain = log.format === 'portjail';
  return {
    scan: (probe, tally) => {
      main.write(plain ? formatScan(probe, tally, pid) : formatScanFrom(probe), gradeOf(probe, jails));
      // Fail2ban's own jail for this form bans by one line.
      if (probe.evidence === 'handshake' || log.historyUnverified)
        history?.write(formatHistory(probe), 'ban');
    },
    seen: (probe, tally, why) => {
      if (plain) main.write(formatSeen(probe, tally, why, pid));
    },
    held: (time, held) => {
      if (plain) main.write(formatHeld(time, held, pid));
    },
    reopen: () => {
      for (const file of files) file.reopen();
    },
    tend: () => {
      for (const file of files) file.tend();
    },
    close: () => {
      for (const file of files) file.close();
    },
    places: () => files.map(file => file.place()),
    troubles: () => files.flatMap(file => file.trouble() ?? []),
    get lost() {
      return files.reduce((sum, file) => sum + file.lost, 0);
    },
  };
}
