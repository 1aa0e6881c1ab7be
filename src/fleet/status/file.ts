import { chmodSync } from 'node:fs';
import { processStart } from '../../sys/process/processes.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { writeByRename } from '../../util/files/change.ts';
import { reach } from '../../util/files/reach.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { parseFleetStatus } from './parse.ts';
import type { FleetStatus } from './shape.ts';

/** Bytes; a hundred hosts with their counts are 40 kB. */
const largest = 2 ** 20;

/** For everybody to read: it names hosts of the fleet, and no secret. Makes the folder where it is missing. Throws. */
export function writeFleetStatus(path: string, status: FleetStatus): void {
  reach(path, ({ name }) => writeByRename(name, JSON.stringify(status)), {
    mode: 0o755,
    onMade: (_path, name) => chmodSync(name, 0o755),
  });
}

/** What stands there; `runs` is whether the process that wrote it lives. */
export type FleetReading =
  | { readonly status: FleetStatus; readonly runs: boolean }
  | { readonly status: undefined; readonly why: string };

/** Reads it as it is at this moment; never a link, a pipe or a device. */
export function readFleetStatus(path: string): FleetReading {
  try {
    const status = parseFleetStatus(readWhole(path, largest, { links: 'none' }).toString('utf8'));
    if (status === undefined) return { status, why: 'it is no status of ours' };
    return { status, runs: processStart(status.pid) === status.processStart };
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    return { status: undefined, why: isMissing ? 'there is no such file' : errorMessage(error) };
  }
}
