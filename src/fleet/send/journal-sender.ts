import { setTimeout as sleep } from 'node:timers/promises';
import { readJournal } from '../../follow/journal.ts';
import { WorkError } from '../../util/errors.ts';
import { createOutgoing } from './outgoing.ts';
import type { CursorFile } from './position-file.ts';
import type { Sender } from './sender.ts';
import { tellAll } from './tell-all.ts';

/** What the sender of a journal works with. */
export interface JournalSenderNeeds {
  /** What of the journal is the sentry's, as journalctl takes it. */
  readonly matches: readonly string[];
  readonly cursor: CursorFile;
  /** Where to begin without a cursor: milliseconds since the epoch. */
  readonly since: () => number;
}

/** How often it is looked whether anything came (milliseconds). */
const lookEvery = 200;

/**
 * The same as for a log of files: the journal is the queue, and the cursor moves when the hub has all up to it. It is followed
 * while there is a connection, and from the cursor on when there is another one.
 */
export function createJournalSender({ matches, cursor, since }: JournalSenderNeeds): Sender {
  const outgoing = createOutgoing();
  let at = cursor.read();
  let told = 0;
  return {
    follow: async (tell, ended, well) => {
      outgoing.clear();
      let last = at;
      const journal = followJournal(matches, at === undefined ? since() : { cursor: at }, entry => {
        // The unit says other things there, too.
        if (entry.message.includes(' portsentry[')) outgoing.add(entry.message);
        last = entry.cursor;
      });
      try {
        while (!ended.aborted) {
          journal.check();
          const upTo = last;
          await tellAll(outgoing, tell, () => told++);
          if (upTo !== undefined && upTo !== at) cursor.write(upTo);
          at = upTo;
          well();
          await sleep(lookEvery, undefined, { signal: ended }).catch(() => {});
        }
      } finally {
        await journal.stop();
      }
    },
    get counts() {
      return { told, left: outgoing.left };
    },
  };
}

/** `check` throws WorkError when the journal can be followed no more. */
function followJournal(
  matches: readonly string[],
  from: number | { readonly cursor: string },
  onEntry: (entry: { readonly message: string; readonly cursor: string }) => void,
) {
  const end = new AbortController();
  let why: string | undefined;
  const reading = readJournal({ matches, from, isFollowed: true, onEntry, signal: end.signal }).then(said => {
    why = said ?? 'journalctl has ended';
  });
  return {
    check: () => {
      if (why !== undefined) throw new WorkError(`the journal of the sentry: ${why}`);
    },
    stop: () => {
      end.abort();
      return reading;
    },
  };
}
