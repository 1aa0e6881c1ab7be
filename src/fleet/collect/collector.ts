import { readLog } from '../../follow/read-log.ts';
import { formatTold, parseLine } from '../../log/line.ts';
import type { Writer } from '../../log/writer.ts';
import type { Address } from '../../net/address.ts';
import { type FleetEvent, parseEvent } from '../event.ts';
import { originOf } from '../names.ts';
import { createHeard } from '../receive/heard.ts';
import { mostAhead } from '../receive/judge.ts';

/** Writes what every host tells into one log, with who told it. Nobody is banned for it. */
export interface Collector {
  /** An event on its subject; whatever it is, it never throws. */
  hear(subject: string, bytes: Uint8Array, now: number): void;
  readonly counts: { readonly written: number; readonly unread: number };
}

/** Which address was touched another host does not say. */
const unsaid: Address = [0, 0, 0xffff, 0];

/**
 * Goes on behind what the log holds already, so that a restart writes nothing twice; returns since when it has to be told
 * (milliseconds since the epoch).
 */
export async function openCollector(
  path: string,
  log: Pick<Writer, 'write'>,
  now: number,
): Promise<{ readonly collector: Collector; readonly since: number }> {
  const isNew = createHeard();
  let [written, unread, newest] = [0, 0, now - day];
  const onLine = (line: string): void => {
    const entry = parseLine(line);
    if (entry?.verb !== 'seen' || entry.origin === undefined) return;
    isNew(entry.origin, entry);
    newest = Math.max(newest, Math.min(entry.time, now));
  };
  await readLog(path, { from: now - day, onLine, wanted: [' why=told '] });
  const hear = (subject: string, bytes: Uint8Array, at: number): void => {
    const [origin, event] = [originOf(subject), parseEvent(bytes)];
    if (origin === undefined || typeof event === 'string') unread++;
    else if (isNew(origin, event)) {
      log.write(lineOf(origin, event, at));
      written++;
    }
  };
  const counts = (): Collector['counts'] => ({ written, unread });
  const collector = {
    hear,
    get counts() {
      return counts();
    },
  };
  return { collector, since: newest - overlap };
}

/** The hub keeps no more; and what came late has its own time, by which the newest line may be ahead of it (milliseconds). */
const day = 86_400_000;
const overlap = 3_600_000;

/** With the time of the host that told, unless its clock is too far ahead to be believed. */
function lineOf(origin: string, { source, time, port, hits, ports }: FleetEvent, now: number): string {
  const when = time - now > mostAhead ? now : time;
  const seen = { protocol: 'tcp', kind: 'connect', evidence: 'handshake' } as const;
  const probe = { ...seen, time: when, source, target: unsaid, port };
  return formatTold(probe, { hits, ports }, origin, process.pid);
}
