import { type FleetPlaces, fleetPlaces } from '../../fleet/place.ts';
import { readFleetStatus } from '../../fleet/status/file.ts';
import type { FleetStatus } from '../../fleet/status/shape.ts';
import { parseShared, type SharedEntry } from '../../log/fleet/fleet-line.ts';
import { readTail } from '../../util/files/read-file.ts';

/** The fleet's process as a view finds it, where this host is in a fleet. */
export interface FleetFound {
  /** What it says of itself, or said last; undefined where nothing is there to be read. */
  readonly status: FleetStatus | undefined;
  /** Whether it lives. */
  readonly runs: boolean;
  /** What it wrote last, newest first: what others have proven. */
  readonly lines: readonly SharedEntry[];
}

/** A unit has these, whatever this command was started by. */
export const unitPlaces: FleetPlaces = fleetPlaces({});

/** Undefined where no such process runs and `isWanted`, asked only then, says that none is to. */
export function findFleet(
  isWanted: () => boolean,
  { status: path, log } = unitPlaces,
): FleetFound | undefined {
  const found = readFleetStatus(path);
  const runs = found.status !== undefined && found.runs;
  return runs || isWanted() ? { status: found.status, runs, lines: lastShared(log) } : undefined;
}

/** A line is 150 bytes, and nobody reads more of them than some. */
const window = 16 * 1024;
const mostLines = 10;

/** The last lines of the fleet's log, newest first; none where it cannot be read, which is for root and the group adm. */
function lastShared(log: string): SharedEntry[] {
  try {
    const lines = readTail(log, window, { links: 'none' }).bytes.toString('latin1').split('\n');
    return lines
      .flatMap(line => parseShared(line) ?? [])
      .slice(-mostLines)
      .reverse();
  } catch {
    return [];
  }
}
