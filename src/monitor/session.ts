import { placeText } from '../events/places.ts';
import type { Told } from '../log/once.ts';
import { serviceNames } from '../net/service-names.ts';
import { atFirst, press } from './control.ts';
import { type Facts, gatherFacts, type Sources } from './facts.ts';
import { help } from './screen/help.ts';
import type { Look } from './screen/look.ts';
import { mostListed, overview } from './screen/overview.ts';
import { storyPage } from './screen/story-page.ts';
import type { Line } from './screen/text.ts';
import { createStories } from './stories.ts';
import type { Key } from './terminal/keys.ts';

/** What is known, and what the user looks at. */
export interface Session {
  /** The page that is open. */
  readonly lines: (terminal: Pick<Look, 'size' | 'isUtf8'>) => readonly Line[];
  /** Returns true for a key that ends it. */
  readonly press: (key: Key) => boolean;
  /** Lines of the log that its writer has not written. */
  readonly foreign: () => number;
  readonly close: () => Promise<void>;
}

/** @param onNews called for all that may change the page, and with each line of the log */
export function startSession(sources: Sources, onNews: (told?: Told) => void, ended: AbortSignal): Session {
  const facts = gatherFacts(sources, onNews, ended);
  const stories = createStories(sources, onNews);
  const fixed = {
    services: serviceNames(),
    place: placeText(sources.places.log),
    hasKeys: process.stdin.isTTY === true,
  };
  let control = atFirst;
  let pausedAt = 0;
  return {
    lines(terminal) {
      const now = facts.waiting() === undefined ? Date.now() : pausedAt;
      const { marked, typed, word } = control;
      const look = { ...terminal, ...fixed, ...lookOf(facts), now, marked, typed, word };
      const opened = stories.opened();
      if (control.page === 'help') return help(look);
      if (control.page === 'story' && opened !== undefined)
        return storyPage(look, { ...opened, back: control.back });
      return overview(look);
    },
    press(key) {
      const listed = facts.memory.view().sources.top(mostListed);
      const step = press(
        control,
        key,
        listed.map(({ text }) => text),
      );
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
    close: async () => {
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
