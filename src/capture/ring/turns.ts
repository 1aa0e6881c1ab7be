import { onReadable } from '../../sys/libc.ts';
import { later, steady } from '../../util/steady.ts';

/** What a turn of reading has found: all of a trickle, all of a flood, or more than it had time for. */
export type Turn = 'trickle' | 'flood' | 'more';

/**
 * How long a flood is left alone between two turns (milliseconds), of which the ring holds ten times as much at 450,000
 * packets a second. At 100,000 a second it costs a few per cent less than half as long a pause.
 */
const pause = 20;

const name = 'reading packets';

/**
 * Has `read` take what comes to a descriptor: as soon as it is readable, but in a flood, where blocks are full before they
 * are old, every few milliseconds. After a turn that did not suffice sockets, timers and signals have theirs. What it
 * throws is said.
 */
export function takeTurns(fd: number, read: () => Turn): { readonly close: () => void } {
  let isOpen = true;
  let isPaused = false;
  let timer: NodeJS.Timeout | undefined;
  const take = (): void => {
    if (!isOpen) return;
    let turn: Turn = 'trickle';
    try {
      turn = read();
    } finally {
      if (isOpen) prepare(turn);
    }
  };
  const takeLater = steady(name, take);
  const prepare = (turn: Turn): void => {
    if (isPaused !== (turn !== 'trickle')) {
      isPaused = !isPaused;
      if (isPaused) watch.pause();
      else watch.resume();
    }
    if (turn === 'flood') timer = later(pause, name, takeLater);
    if (turn === 'more') setImmediate(takeLater);
  };
  const watch = onReadable(fd, take);
  return {
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      watch.close();
    },
  };
}
