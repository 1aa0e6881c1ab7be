import type { ServerEvent } from '../events/event.ts';

/** A time in which Fail2ban did not run (milliseconds since the epoch). */
export interface Restart {
  readonly stopped: number;
  readonly started: number;
}

/** More than these in a log are a server that does not stay up; the rest is left out. */
const most = 10_000;

/** Makes them of what Fail2ban's log says, in its order. One that was killed says nothing at its end. */
export function createRestarts(): { add(event: ServerEvent): void; readonly list: readonly Restart[] } {
  const list: Restart[] = [];
  let stopped: number | undefined;
  return {
    add: ({ kind, time }) => {
      if (kind === 'stopped') stopped = time;
      else {
        if (list.length < most) list.push({ stopped: Math.min(stopped ?? time, time), started: time });
        stopped = undefined;
      }
    },
    list,
  };
}
