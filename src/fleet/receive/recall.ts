import { readLog } from '../../follow/read-log.ts';
import { parseShared } from '../../log/fleet/fleet-line.ts';
import type { Receiver } from './receiver.ts';

/** A line binds for an hour at most: as a ban, and as the share of the host that has told (milliseconds). */
const binds = 3_600_000;

/** The fleet's log is its memory: what it says already is not said again after a restart, nor is a host's share a new one. */
export async function recallLines(
  log: string,
  receiver: Pick<Receiver, 'recall'>,
  now: number,
): Promise<void> {
  await readLog(log, {
    from: now - binds,
    wanted: [' fleet ', ' told '],
    onLine: line => {
      const entry = parseShared(line);
      if (entry !== undefined && entry.time > now - binds)
        receiver.recall(entry.source, entry.origin, entry.time);
    },
  });
}
