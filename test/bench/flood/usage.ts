import { readFileSync } from 'node:fs';

/** What processes have taken so far: microseconds of CPU, user and system, and bytes of memory at most. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Ticks of /proc are hundredths of a second on every architecture (sysconf(_SC_CLK_TCK), see proc(5)). */
const tick = 10_000;

export function usageOf(pids: readonly number[]): Usage {
  const each = pids.map(pid => ({ cpu: cpuOf(pid), memory: memoryOf(pid) }));
  return {
    cpu: each.reduce((sum, { cpu }) => sum + cpu, 0),
    memory: each.reduce((sum, { memory }) => sum + memory, 0),
  };
}

/** Fields 14 to 17 of /proc/pid/stat: user and system time, its own and that of children that have ended. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * tick, 0);
}

const memoryOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
