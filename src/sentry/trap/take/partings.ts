import * as abi from '../../../sys/abi.ts';
import * as libc from '../../../sys/libc.ts';
import type { Poller } from '../../../sys/poller.ts';
import { later } from '../../../util/steady.ts';

/** How connections end that were taken on a port which a service may want at any moment. */
export interface Partings {
  /** Sends the banner and sees to the end; `time` in milliseconds. */
  part(connection: number, port: number, time: number): void;
  /** Ends those that are still open. */
  stop(): void;
}

/** At most so many polite ends a second, and so many on one port in `window` milliseconds: the rest are resets. */
const perSecond = 100;
const perPort = 3;
const window = 4_000;

/**
 * How long the peer may end the connection before we do (milliseconds). Two FINs that cross leave a TIME_WAIT on the port,
 * which keeps a service without SO_REUSEADDR from it for a minute, and they cross whenever the peer ends within the time of
 * a round trip after us. Who only tries the port does so at once: its FIN is right behind its ACK, over any distance.
 */
const patience = 200;

const resetOnClose = new Int32Array([1, 0]);

/**
 * A polite end: the banner, then the peer's FIN or, if none comes, ours. Where many come it is the banner and a reset, so
 * that a flood neither fills the kernel's tables nor keeps a port from its service.
 */
export function createPartings(poller: Poller, banner: () => Uint8Array): Partings {
  const open = new Map<number, NodeJS.Timeout>();
  const mayBePolite = createManners();
  const close = (connection: number): void => {
    clearTimeout(open.get(connection));
    open.delete(connection);
    poller.remove(connection);
    // What is left unread would turn our FIN into a reset.
    throwAway(connection);
    libc.close(connection);
  };
  const wait = (connection: number): void => {
    poller.add(connection, () => {
      if (hasEnded(throwAway(connection))) close(connection);
      return true;
    });
    open.set(
      connection,
      later(patience, 'ending a connection', () => close(connection)),
    );
  };
  return {
    part: (connection, port, time) => {
      let isWaitedFor = false;
      try {
        greet(connection, banner());
        if (!mayBePolite(port, time)) return;
        wait(connection);
        isWaitedFor = true;
      } catch (error) {
        // No room to wait for it (fs.epoll.max_user_watches).
        if (!(error instanceof libc.SystemError)) throw error;
      } finally {
        if (!isWaitedFor) reset(connection);
      }
    },
    stop: () => {
      for (const connection of [...open.keys()]) close(connection);
    },
  };
}

/** Says whether an end may be polite, by the two limits; `time` in milliseconds. */
function createManners(): (port: number, time: number) => boolean {
  let [second, ends, current] = [0, 0, 0];
  const ofPort = new Map<number, number>();
  return (port, time) => {
    if (Math.floor(time / 1000) !== second) [second, ends] = [Math.floor(time / 1000), 0];
    if (Math.floor(time / window) !== current) {
      current = Math.floor(time / window);
      ofPort.clear();
    }
    const here = ofPort.get(port) ?? 0;
    if (ends >= perSecond || here >= perPort) return false;
    ends++;
    ofPort.set(port, here + 1);
    return true;
  };
}

function greet(connection: number, banner: Uint8Array): void {
  if (banner.length > 0) libc.send(connection, banner, banner.length, abi.MSG_DONTWAIT | abi.MSG_NOSIGNAL);
}

function reset(connection: number): void {
  libc.setsockopt(connection, abi.SOL_SOCKET, abi.SO_LINGER, resetOnClose, 8);
  libc.close(connection);
}

/** Throws away, inside the kernel, what the peer has sent; what recv(2) returned. */
const throwAway = (connection: number): number =>
  Number(libc.recv(connection, null, 1 << 20, abi.MSG_TRUNC | abi.MSG_DONTWAIT));

/** 0 is the peer's FIN; an error other than "nothing there" is its reset. */
const hasEnded = (received: number): boolean =>
  received === 0 || (received < 0 && libc.errnoName() !== 'EAGAIN');
