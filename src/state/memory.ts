import type { ServicePorts } from '../detect/watch/services.ts';
import { thisBoot } from '../sys/boot.ts';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { writeState, writeStateAside } from './file.ts';
import { encodeState } from './format.ts';
import { servicePortParts } from './service-ports.ts';

/** What a running sentry has to remember. */
export interface Present {
  /** The files to try, one after the other. */
  files(): readonly string[];
  /** `again`: with one more look at the sockets. */
  servicePorts(again?: 'again'): ServicePorts;
  /** Grows when `servicePorts` has a port more or less. */
  portChanges(): number;
}

/** Keeps it over restarts of the sentry and of the machine. */
export interface Memory {
  /** Saves now, and from then on soon after each change and every minute. */
  keep(): void;
  /** Saves for the last time, where it was kept. */
  close(): void;
}

const lookEvery = 5_000;
const saveEvery = 60_000;

export function createMemory(present: Present): Memory {
  let timer: NodeJS.Timeout | undefined;
  let isSaving = false;
  let isClosed = false;
  let [changes, savedAt] = [-1, Number.NEGATIVE_INFINITY];
  const say = createComplaint();
  const textNow = (again?: 'again'): string =>
    encodeState(servicePortParts(present.servicePorts(again), thisBoot(), Date.now()));
  const save = async (text: string): Promise<void> => {
    isSaving = true;
    const faults: string[] = [];
    try {
      for (const path of present.files())
        if (await attempt(path, faults, () => writeStateAside(path, text, () => !isClosed))) break;
    } finally {
      isSaving = false;
    }
    say(faults, present.files().length);
  };
  const tend = (): void => {
    const isDue = present.portChanges() !== changes || performance.now() - savedAt >= saveEvery;
    if (!isDue || isSaving) return;
    [changes, savedAt] = [present.portChanges(), performance.now()];
    void save(textNow());
  };
  return {
    keep: () => {
      tend();
      timer = every(lookEvery, 'keeping the state', tend);
    },
    close: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      isClosed = true;
      present.files().some(path => attemptNow(() => writeState(path, textNow('again'))));
    },
  };
}

/** True when it worked; else the reason is one more fault. */
async function attempt(path: string, faults: string[], write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    faults.push(`${path}: ${errorCode(error) ?? errorMessage(error)}`);
    return false;
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

/** Tells once that no file could be written, and again when the reason is another. */
function createComplaint(): (faults: readonly string[], tried: number) => void {
  let said = '';
  return (faults, tried) => {
    const sentence =
      faults.length < tried
        ? ''
        : `cannot keep what is known of services over a restart (${faults.join('; ')}): after one, clients of a service ` +
          'that is up later than the sentry may look like scanners; give this user a folder for it';
    if (sentence !== '' && sentence !== said) diag('notice', sentence);
    said = sentence;
  };
}
