import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLLIN, epollEvent } from './abi.ts';
import * as libc from './libc.ts';

/** Thousands of descriptors behind one: the event loop watches a single epoll descriptor. */
export interface Poller {
  /** Calls `onReady` while `fd` is readable. Closing the descriptor takes it out again. */
  add(fd: number, onReady: () => void): void;
  /** Forgets a descriptor that is about to be closed. */
  remove(fd: number): void;
  close(): void;
}

/** How many ready descriptors are served before timers and signals have their turn. */
const batch = 64;

export function createPoller(): Poller {
  const epoll = libc.ok('epoll_create1', libc.epollCreate(EPOLL_CLOEXEC));
  const handlers = new Map<number, () => void>();
  const events = new DataView(new ArrayBuffer(epollEvent.size * batch));
  const event = new DataView(new ArrayBuffer(epollEvent.size));
  const watch = libc.onReadable(epoll, () => {
    const ready = libc.epollWait(epoll, events, batch, 0);
    for (let i = 0; i < ready; i++) {
      handlers.get(events.getInt32(i * epollEvent.size + epollEvent.data, true))?.();
    }
  });
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
    close: () => {
      watch.close();
      libc.close(epoll);
    },
  };
}
