import { type Manager, openManager } from '../sys/process/notify.ts';
import { every } from '../util/every.ts';
import { oneLine, printable } from '../util/print.ts';

/** What a service manager such as systemd is told of the sentry; without one each of these does nothing. */
export interface Service {
  /** It sees and writes. `text` says how it does, now and again every few seconds. */
  works(text: () => string): void;
  /** It reads its config again, until it works. */
  reloads(): void;
  /** It ends; `why` where that is a failure. */
  ends(why?: string): void;
}

/** Between two words to the manager (milliseconds); half of its patience where that is shorter, sd_watchdog_enabled(3). */
const tellEvery = 10_000;
/** Characters of the status: a datagram of systemd's has 4096 bytes. */
const longest = 500;

/** To be called before any child is started. */
export function openService(manager: Manager | undefined = openManager()): Service {
  let text = (): string => '';
  let timer: NodeJS.Timeout | undefined;
  const tell = (...lines: readonly string[]): void => manager?.tell(...lines);
  // Readiness is said again each time: one datagram may find no room, and a manager that knows takes no harm.
  const beat = (): void => tell('READY=1', 'WATCHDOG=1', statusOf(text()));
  const rest = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const start = (work: () => void): void => {
    rest();
    if (manager === undefined) return;
    work();
    timer = every(Math.min(tellEvery, (manager.patience ?? Infinity) / 2), 'telling how it does', work);
  };
  return {
    works: told => {
      text = told;
      start(beat);
    },
    reloads: () => {
      tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
      start(() => tell('WATCHDOG=1'));
    },
    ends: why => {
      rest();
      // Who fails may be started again, which is for the manager to decide.
      tell(why === undefined ? 'STOPPING=1' : statusOf(why));
    },
  };
}

/** In a line of its own, whatever words of others it holds. */
const statusOf = (text: string): string => `STATUS=${printable(oneLine(text)).slice(0, longest)}`;
