import { textOf } from './processes.ts';

/** What a running sentry says of itself, as far as the doctor asks. */
export interface StatusFile {
  readonly pid: number;
  /** When it was written, milliseconds since the epoch. */
  readonly time: number | undefined;
}

/** Reads the sentry's status; undefined where there is none that can be read. */
export function readStatusFile(): StatusFile | undefined {
  const folder = process.env['RUNTIME_DIRECTORY'] ?? '/run/portjail';
  try {
    const value: unknown = JSON.parse(textOf(`${folder}/status.json`));
    if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined;
    if (typeof value.pid !== 'number') return undefined;
    const time = 'time' in value && typeof value.time === 'number' ? value.time : undefined;
    return { pid: value.pid, time };
  } catch {
    return undefined;
  }
}
