import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since the machine did (field 22 of proc_pid_stat(5)), which tells it from a
 * later one that was given its number. Undefined when there is none, or only what is left of one that has ended.
 */
export function processStart(pid: number): number | undefined {
  try {
    return startIn(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** As in a stat file; the name in brackets may hold blanks and brackets itself. */
export function startIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'X', start] = [fields[0], fields[19]];
  return start === undefined || /[ZX]/.test(state) ? undefined : Number(start);
}
