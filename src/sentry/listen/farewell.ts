import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';

/** Ends an accepted connection; `time` in milliseconds. */
export type Farewell = (connection: number, time: number) => void;

/** Closes that may leave a FIN_WAIT or TIME_WAIT behind, at most this many a second. */
const politeCloses = 100;

const resetOnClose = new Int32Array([1, 0]);

/**
 * Sends the banner, if there is one, and closes. When many connections come they are reset without a word: a flood
 * must not fill the kernel's tables with states that we left behind.
 */
export function createFarewell(banner: () => Buffer): Farewell {
  let second = 0;
  let closes = 0;
  return (connection, time) => {
    const now = Math.floor(time / 1000);
    closes = now === second ? closes + 1 : 1;
    second = now;
    if (closes > politeCloses) libc.setsockopt(connection, abi.SOL_SOCKET, abi.SO_LINGER, resetOnClose, 8);
    else sendBanner(connection, banner());
    libc.close(connection);
  };
}

function sendBanner(connection: number, banner: Buffer): void {
  if (banner.length === 0) return;
  libc.send(connection, banner, banner.length, abi.MSG_DONTWAIT | abi.MSG_NOSIGNAL);
  // Throws the peer's bytes away inside the kernel: with any left unread, close() would reset the banner away.
  libc.recv(connection, null, 1 << 20, abi.MSG_TRUNC | abi.MSG_DONTWAIT);
}
