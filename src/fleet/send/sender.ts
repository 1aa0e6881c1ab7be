import { type Stats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../follow/position.ts';
import { readLog } from '../../follow/read-log.ts';
import { createOutgoing } from './outgoing.ts';
import type { PositionFile } from './position-file.ts';
import { type Tell, tellAll } from './tell-all.ts';

/** What the sender works with. */
export interface SenderNeeds {
  /** The sentry's log. */
  readonly log: string;
  readonly position: PositionFile;
  /** Where to begin without a position: milliseconds since the epoch. */
  readonly since: () => number;
}

export interface Sender {
  /**
   * Tells what is in the log and what is written there later, until it is ended; rejects when the hub takes something not.
   * @param well called whenever the hub has all of it
   */
  follow(tell: Tell, ended: AbortSignal, well: () => void): Promise<void>;
  readonly counts: { readonly told: number; readonly left: number };
}

/** One of a log of files. */
export interface FileSender extends Sender {
  /** Tells what is new in the log by now; the position moves when the hub has all of it. */
  turn(tell: Tell): Promise<void>;
}

/** How often the log is looked at (milliseconds). */
const lookEvery = 200;

/** The log is the queue: what the hub has not taken stays there, and is read again. */
export function createSender({ log, position, since }: SenderNeeds): FileSender {
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
    await tellAll(outgoing, tell, () => told++);
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
