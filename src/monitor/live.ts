import { placeText } from '../events/places.ts';
import type { Told } from '../log/once.ts';
import { serviceNames } from '../net/service-names.ts';
import { atFirst, press } from './control.ts';
import { type Facts, gatherFacts, type Sources } from './facts.ts';
import { createPace } from './pace.ts';
import { help } from './screen/help.ts';
import { isLargeEnough, type Look } from './screen/look.ts';
import { mostListed, overview } from './screen/overview.ts';
import { storyPage } from './screen/story-page.ts';
import type { Line } from './screen/text.ts';
import { guardTerminal, stopJob } from './signals.ts';
import { createStories, type Stories } from './stories.ts';
import type { Abilities } from './terminal/abilities.ts';
import { hearKeys, type Key } from './terminal/keys.ts';
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
  const { terminal, abilities, signal } = watching;
  const end = new AbortController();
  const quit = (): void => end.abort();
  const painter = createPainter(abilities);
  const pace = createPace(drawEvery, () => {
    const size = terminal.size();
    if (terminal.isOurs()) terminal.write(painter.paint(screen.lines(), size));
  });
  const screen = createScreen(watching, pace.ask, end.signal);
  /** The size is another one, or the terminal was somebody else's for a while. */
  const back = (): void => {
    terminal.giveBack();
    painter.forget();
    if (isLargeEnough(terminal.size())) terminal.take();
    pace.ask();
  };
  const release = guardTerminal(terminal, quit, back);
  const deafen = hearKeys(key => {
    if (key === 'ctrl-z') stopJob();
    else if (key === 'ctrl-l') back();
    else if (screen.press(key)) quit();
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
    release();
    await screen.close();
  }
  return screen.foreign();
}

const aborted = (...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise(resolve => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });

interface Screen {
  readonly lines: () => readonly Line[];
  /** Returns true for a key that ends it. */
  press(key: Key): boolean;
  readonly foreign: () => number;
  close(): Promise<void>;
}

/** What is known and what the user looks at, as lines. */
function createScreen(watching: Watching, onNews: () => void, ended: AbortSignal): Screen {
  const { terminal, printLine, places } = watching;
  const started = Date.now();
  const heard = (told?: Told): void => {
    if (told !== undefined && told.time >= started && !terminal.isOurs()) printLine(told);
    onNews();
  };
  const facts = gatherFacts(watching, heard, ended);
  const stories = createStories(places, onNews);
  const services = serviceNames();
  let control = atFirst;
  let pausedAt = 0;
  const look = (): Look => ({
    ...watching.abilities,
    ...lookOf(facts),
    size: terminal.size(),
    now: facts.waiting() === undefined ? Date.now() : pausedAt,
    hasKeys: process.stdin.isTTY === true,
    services,
    place: placeText(places.log),
    marked: control.marked,
    typed: control.typed,
    word: control.word,
  });
  return {
    lines: () => pageOf(look(), control.page, control.back, stories),
    press(key) {
      const listed = facts.memory
        .view()
        .sources.top(mostListed)
        .map(({ text }) => text);
      const step = press(control, key, listed);
      if (step.filter !== undefined) facts.memory.filter(step.filter);
      if (step.control.opened !== control.opened) stories.open(step.control.opened);
      if (step.isPause === true) {
        pausedAt = Date.now();
        facts.pause(facts.waiting() === undefined);
      }
      control = step.control;
      onNews();
      return step.isEnd === true;
    },
    foreign: facts.foreign,
    async close() {
      stories.close();
      await facts.stop();
    },
  };
}

const lookOf = (facts: Facts): Pick<Look, 'memory' | 'bans' | 'bansUnknown' | 'notes' | 'paused'> => ({
  memory: facts.memory,
  bans: facts.bans,
  bansUnknown: facts.bansUnknown(),
  notes: facts.notes(),
  paused: facts.waiting(),
});

function pageOf(look: Look, page: 'overview' | 'help' | 'story', back: number, stories: Stories): Line[] {
  const opened = stories.opened();
  if (page === 'help') return help(look);
  if (page === 'story' && opened !== undefined) return storyPage(look, { ...opened, back });
  return overview(look);
}
