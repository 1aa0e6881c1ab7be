import type { Told } from '../log/once.ts';
import type { Sources } from './facts.ts';
import { createPace } from './pace.ts';
import { isLargeEnough } from './screen/look.ts';
import { startSession } from './session.ts';
import { guardTerminal } from './signals.ts';
import type { Abilities } from './terminal/abilities.ts';
import { hearKeys } from './terminal/keys.ts';
import { createPainter } from './terminal/painter.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface Watching extends Sources {
  readonly terminal: Terminal;
  readonly abilities: Abilities;
  /** One line for people, while the terminal is too small for more. */
  readonly printLine: (told: Told) => void;
  /** Ends it from outside. */
  readonly signal: AbortSignal;
}

/** Never drawn more often (milliseconds). */
const drawEvery = 250;

/** Shows what happens until the user has seen enough; returns how many lines of the log were foreign. */
export async function watch(watching: Watching): Promise<number> {
  const { terminal, abilities, printLine, signal } = watching;
  const started = Date.now();
  const end = new AbortController();
  const quit = (): void => end.abort();
  const painter = createPainter(abilities);
  const pace = createPace(drawEvery, () => {
    const size = terminal.size();
    if (terminal.isOurs()) terminal.write(painter.paint(session.lines({ ...abilities, size }), size));
  });
  const onNews = (told?: Told): void => {
    const isShown = terminal.isOurs() || end.signal.aborted;
    if (told !== undefined && told.time >= started && !isShown) printLine(told);
    pace.ask();
  };
  const session = startSession(watching, onNews, end.signal);
  /** The size is another one, or the terminal was somebody else's for a while. */
  const back = (): void => {
    terminal.giveBack();
    painter.forget();
    if (isLargeEnough(terminal.size())) terminal.take();
    pace.ask();
  };
  const guard = guardTerminal(terminal, quit, back);
  const deafen = hearKeys(key => {
    if (key === 'ctrl-z') guard.stopJob();
    else if (key === 'ctrl-l') back();
    else if (session.press(key)) quit();
  });
  const tick = setInterval(pace.ask, 1000);
  process.stdout.on('resize', back);
  try {
    back();
    await aborted(signal, end.signal);
  } finally {
    quit();
    clearInterval(tick);
    pace.stop();
    process.stdout.off('resize', back);
    deafen();
    terminal.giveBack();
    guard.release();
    await session.close();
  }
  return session.foreign();
}

const aborted = (...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise(resolve => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
