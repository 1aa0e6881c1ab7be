import { type Stats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../follow/position.ts';
import { readLog } from '../../follow/read-log.ts';
import type { FleetEvent } from '../event.ts';
import { createOutgoing } from './outgoing.ts';
import type { PositionFile } from './position-file.ts';

/** What the sender works with. */
export interface SenderNeeds {
  /** The sentry's log. */
  readonly log: string;
  readonly position: PositionFile;
  /** Where to begin without a position: milliseconds since the epoch. */
  readonly since: () => number;
}

/** Has the hub keep an event; rejects where it does not. */
export type Tell = (event: FleetEvent) => Promise<void>;

export interface Sender {
  /**
   * Tells what is in the log and what is written there later, until it is ended; rejects when the hub takes something not.
   * @param well called whenever the hub has all of it
   */
  follow(tell: Tell, ended: AbortSignal, well: () => void): Promise<void>;
  /** Tells what is new in the log by now; the position moves when the hub has all of it. */
  turn(tell: Tell): Promise<void>;
  readonly counts: { readonly told: number; readonly left: number };
}

/** How often the log is looked at (milliseconds), and how many events are under way at a time. */
const lookEvery = 200;
const atOnce = 64;

/** The log is the queue: what the hub has not taken stays there, and is read again. */
export function createSender({ log, position, since }: SenderNeeds): Sender {
  const outgoing = createOutgoing();
  let at: Position | undefined = position.read();
  let told = 0;
  let seen = '';
  const turn = async (tell: Tell): Promise<void> => {
    const now = signatureOf(log);
    if (now === seen) return;
    outgoing.clear();
    const onLine = (line: string): void => outgoing.add(line);
    const read = await readLog(log, { from: at ?? since(), onLine, wanted: [' scan '] });
    const due = outgoing.due();
    for (let from = 0; from < due.length; from += atOnce)
      await Promise.all(
        due.slice(from, from + atOnce).map(async event => {
          await tell(event);
          outgoing.told(event);
          told++;
        }),
      );
    if (read.position !== undefined) {
      at = read.position;
      position.write(at);
    }
    seen = now;
  };
  return {
    turn,
    follow: async (tell, ended, well) => {
      while (!ended.aborted) {
        await turn(tell);
        well();
        await sleep(lookEvery, undefined, { signal: ended }).catch(() => {});
      }
    },
    get counts() {
      return { told, left: outgoing.left };
    },
  };
}

/** Another one when there may be more to read. */
function signatureOf(path: string): string {
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch {
    // It may not be looked at: what reads it says so.
  }
  return found === undefined ? 'none' : `${found.dev} ${found.ino} ${found.size}`;
}
