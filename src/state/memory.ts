import type { Block } from '../detect/kept/blocks.ts';
import type { ServicePorts } from '../detect/watch/services.ts';
import { thisBoot } from '../sys/boot.ts';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { writeState, writeStateAside } from './file.ts';
import { encodeState, type Parts } from './format.ts';
import { servicePortParts } from './service-ports.ts';

/** What a running sentry has to remember. */
export interface Present {
  /** The files to try, one after the other. */
  files(): readonly string[];
  /** `again`: with one more look at the sockets. */
  servicePorts(again?: 'again'): ServicePorts;
  /** Grows when `servicePorts` has a port more or less. */
  portChanges(): number;
  /** The last ones, newest first. */
  alerts(): readonly unknown[];
  /** False while what was known before the start is still being taken in, which `blocks` would have to wait for. */
  isWhole(): boolean;
  /** What is known of sources, first what is worth most. The sentry goes on while they are taken. */
  blocks(): Iterable<Block>;
}

interface Saved {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Keeps it over restarts of the sentry and of the machine. */
export interface Memory {
  /** Saves now, and from then on soon after each change of the ports and every minute. */
  keep(): void;
  /** Looks at the sockets for the last time, and saves no more by itself. */
  rest(): void;
  /** The file as it was saved last, while this runs. */
  saved(): Saved | undefined;
  /** Saves for the last time, where it was kept, with what has come since. */
  close(): void;
}

const lookEvery = 5_000;
/** With the look that it waits for it is a minute at most. */
const saveEvery = 55_000;
/** A save that takes long rests so many times as long, however often the ports change. */
const pauses = 20;

export function createMemory(present: Present): Memory {
  let timer: NodeJS.Timeout | undefined;
  let isSaving = false;
  let last: Parts | undefined;
  let saved: Saved | undefined;
  let changes = -1;
  let [savedAt, took] = [Number.NEGATIVE_INFINITY, 0];
  const say = createComplaint();
  const partsNow = (again?: 'again'): Parts =>
    servicePortParts(present.servicePorts(again), thisBoot(), Date.now());
  const pieces = (parts: Parts): Iterable<Uint8Array> =>
    encodeState({ ...parts, alerts: present.alerts() }, present.blocks());
  const save = async (parts: Parts): Promise<void> => {
    isSaving = true;
    const faults: string[] = [];
    try {
      const isWanted = (): boolean => last === undefined;
      for (const path of present.files()) {
        const bytes = await attempt(path, faults, () => writeStateAside(path, pieces(parts), isWanted));
        if (bytes === undefined) continue;
        saved = { file: path, bytes, time: Date.now() };
        break;
      }
    } finally {
      isSaving = false;
      took = performance.now() - savedAt;
    }
    say(faults, present.files().length);
  };
  const tend = (): void => {
    const since = performance.now() - savedAt;
    const isDue = since >= saveEvery || (present.portChanges() !== changes && since >= took * pauses);
    if (!isDue || isSaving || !present.isWhole()) return;
    [changes, savedAt] = [present.portChanges(), performance.now()];
    void save(partsNow());
  };
  return {
    keep: () => {
      tend();
      timer = every(lookEvery, 'keeping the state', tend);
    },
    saved: () => saved,
    rest: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      last = partsNow('again');
    },
    close: () => {
      const parts = last;
      if (parts === undefined) return;
      present.files().some(path => attemptNow(() => writeState(path, pieces(parts))));
    },
  };
}

/** Undefined when it did not work: the reason is one more fault. */
async function attempt<T>(path: string, faults: string[], write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    faults.push(`${path}: ${errorCode(error) ?? errorMessage(error)}`);
    return undefined;
  }
}

/** At the end nobody needs to hear again why it does not work, and nothing that comes after it may be kept from ending. */
function attemptNow(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** Tells once that no file could be written, again when the reason is another, and when one is written after all. */
function createComplaint(): (faults: readonly string[], tried: number) => void {
  let said = '';
  return (faults, tried) => {
    const sentence =
      faults.length < tried
        ? ''
        : `cannot keep what is known of services and sources over a restart (${faults.join('; ')}): after one, clients ` +
          'of a service that is up later than the sentry may look like scanners, and a slow scan begins anew; give this ' +
          'user a folder for it';
    if (sentence === '' && said !== '')
      diag('notice', 'what is known of services and sources is kept over a restart again');
    else if (sentence !== said) diag('notice', sentence);
    said = sentence;
  };
}
