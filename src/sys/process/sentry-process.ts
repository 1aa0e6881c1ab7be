import { basename } from 'node:path';
import { processStart, textOf } from './processes.ts';

/** True for the arguments of a process that is `portjail run`. */
export function isSentry(args: readonly string[]): boolean {
  return args.some((word, at) => args[at + 1] === 'run' && ['portjail', 'cli.js'].includes(basename(word)));
}

/** What a status says of the process that wrote it: its number, and when it started as `processStart` has it. */
export interface Writer {
  readonly pid: number;
  readonly processStart: number;
}

/**
 * True while that very process lives, runs `portjail run`, and is the user's to whom the status belongs: nobody makes a
 * process of another user's, or of another program, pass for a sentry.
 * @param owner of the file, as stat(2) has it
 */
export const isWriter = ({ pid, processStart: start }: Writer, owner: number): boolean =>
  start > 0 && processStart(pid) === start && userOf(pid) === owner && isSentry(argumentsOf(pid));

/** The effective user of a process, of proc_pid_status(5); undefined when there is none. */
const userOf = (pid: number): number | undefined => {
  const user = /^Uid:\s+\d+\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return user === undefined ? undefined : Number(user);
};

/** The command line of a process, of proc_pid_cmdline(5). */
const argumentsOf = (pid: number): string[] => textOf(`/proc/${pid}/cmdline`).split('\0');
