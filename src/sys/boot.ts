import { readFileSync } from 'node:fs';

/** Which start of the machine this is, and how long ago it was. */
export interface Boot {
  /** As random(4) has it, another for each start; empty where it cannot be read. */
  readonly id: string;
  /** Milliseconds of a clock that runs from the start on and is never set: CLOCK_MONOTONIC of clock_gettime(2). */
  readonly clock: number;
}

const idFile = '/proc/sys/kernel/random/boot_id';

export const thisBoot = (): Boot => ({ id: readId(), clock: Number(process.hrtime.bigint() / 1_000_000n) });

function readId(): string {
  try {
    return /^[\da-f-]{36}$/.exec(readFileSync(idFile, 'latin1').trim())?.[0] ?? '';
  } catch {
    return '';
  }
}
