import { createComplaint, later } from '../util/steady.ts';
import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLLIN, epollEvent } from './abi.ts';
import * as libc from './libc.ts';

/** Thousands of descriptors behind one: the event loop watches a single epoll descriptor. */
export interface Poller {
  /**
   * Calls `onReady` while `fd` is readable. Closing the descriptor takes it out again. `onReady` returns false when the
   * system is too short of something to take what is there: all descriptors then rest for a moment.
   */
  add(fd: number, onReady: () => boolean): void;
  /** Forgets a descriptor that is about to be closed. */
  remove(fd: number): void;
  /** Serves what is ready now; as much as can have waited and no more, for a flood has no end. */
  drain(): void;
  close(): void;
}

/** How many ready descriptors are served before timers and signals have their turn. */
const batch = 64;
/** A descriptor that stays readable would otherwise keep the processor busy until there is room again (milliseconds). */
const restFor = 100;
/** Turns of `drain`. A listener's queue of 511 is served in 32 turns. */
const mostTurns = 64;

export function createPoller(): Poller {
  const epoll = libc.ok('epoll_create1', libc.epollCreate(EPOLL_CLOEXEC));
  const handlers = new Map<number, () => boolean>();
  const events = new DataView(new ArrayBuffer(epollEvent.size * batch));
  const event = new DataView(new ArrayBuffer(epollEvent.size));
  /** Serves a batch; returns how many were ready, or -1 when the system is too short of something. */
  const turn = (): number => {
    const ready = libc.epollWait(epoll, events, batch, 0);
    let short = false;
    for (let i = 0; i < ready; i++) {
      const fd = events.getInt32(i * epollEvent.size + epollEvent.data, true);
      if (!taken(fd)) short = true;
    }
    return short ? -1 : Math.max(0, ready);
  };
  const serve = (): void => {
    if (turn() < 0) rest();
  };
  const complain = createComplaint('taking what has come to a port');
  /** False also where that failed: it would be ready again at once. */
  const taken = (fd: number): boolean => {
    try {
      return handlers.get(fd)?.() !== false;
    } catch (error) {
      complain(error);
      return false;
    }
  };
  let watch: ReturnType<typeof libc.onReadable> | undefined = libc.onReadable(epoll, serve);
  let wake: NodeJS.Timeout | undefined;
  const rest = (): void => {
    watch?.close();
    watch = undefined;
    wakeLater();
  };
  const wakeLater = (): void => {
    wake = later(restFor, 'listening again', () => {
      // Tried again where there is no room for it.
      wakeLater();
      watch = libc.onReadable(epoll, serve);
      clearTimeout(wake);
      wake = undefined;
    });
  };
  return {
    add: (fd, onReady) => {
      event.setUint32(0, EPOLLIN, true);
      event.setInt32(epollEvent.data, fd, true);
      libc.ok('epoll_ctl', libc.epollCtl(epoll, EPOLL_CTL_ADD, fd, event));
      handlers.set(fd, onReady);
    },
    remove: fd => {
      handlers.delete(fd);
    },
    drain: () => {
      for (let turns = 0; turns < mostTurns && turn() > 0; turns++);
    },
    close: () => {
      clearTimeout(wake);
      watch?.close();
      libc.close(epoll);
    },
  };
}
