import { parseSpan } from '../events/span.ts';
import { readStory } from '../events/story.ts';
import { parsePrefix } from '../net/address.ts';
import { errorMessage } from '../util/errors.ts';
import type { Sources } from './facts.ts';
import type { Opened } from './screen/story-page.ts';

/** Reads the story of one source after the other. */
export interface Stories {
  /** Begins to read, and lets go of the one before; undefined for none. */
  open(source: string | undefined): void;
  readonly opened: () => Reading | undefined;
  close(): void;
}

type Reading = Omit<Opened, 'back'>;

/** @param onRead called when a story is there */
export function createStories(
  { places, teller }: Pick<Sources, 'places' | 'teller'>,
  onRead: () => void,
): Stories {
  let opened: Reading | undefined;
  let reading = new AbortController();
  const open = (source: string | undefined): void => {
    reading.abort();
    reading = new AbortController();
    const only = source === undefined ? undefined : parsePrefix(source);
    opened = undefined;
    if (source === undefined || only === undefined) return;
    const { signal } = reading;
    const begun = { source, teller: teller(source), story: undefined, trouble: undefined };
    opened = begun;
    const done = (part: Partial<Reading>): void => {
      if (signal.aborted) return;
      opened = { ...begun, ...part };
      onRead();
    };
    readStory({ places, span: parseSpan({}, Date.now()), only, signal }).then(
      story => done({ story }),
      (error: unknown) => done({ trouble: `cannot be read: ${errorMessage(error)}` }),
    );
  };
  return { open, opened: () => opened, close: () => open(undefined) };
}
