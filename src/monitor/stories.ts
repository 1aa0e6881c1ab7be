import type { Places } from '../events/places.ts';
import { parseSpan } from '../events/span.ts';
import { readStory } from '../events/story.ts';
import { parsePrefix } from '../net/address.ts';
import { errorMessage } from '../util/errors.ts';
import type { Opened } from './screen/story-page.ts';

/** Reads the story of one source after the other. */
export interface Stories {
  /** Begins to read, and lets go of the one before; undefined for none. */
  open(source: string | undefined): void;
  readonly opened: () => Omit<Opened, 'back'> | undefined;
  close(): void;
}

/** @param onRead called when a story is there */
export function createStories(places: Places, onRead: () => void): Stories {
  let opened: Omit<Opened, 'back'> | undefined;
  let reading = new AbortController();
  const open = (source: string | undefined): void => {
    reading.abort();
    reading = new AbortController();
    const only = source === undefined ? undefined : parsePrefix(source);
    opened = source === undefined ? undefined : { source, story: undefined, trouble: undefined };
    if (source === undefined || only === undefined) return;
    const { signal } = reading;
    const done = (part: Partial<Opened>): void => {
      if (signal.aborted) return;
      opened = { source, story: undefined, trouble: undefined, ...part };
      onRead();
    };
    readStory({ places, span: parseSpan({}, Date.now()), only, signal }).then(
      story => done({ story }),
      (error: unknown) => done({ trouble: `cannot be read: ${errorMessage(error)}` }),
    );
  };
  return { open, opened: () => opened, close: () => open(undefined) };
}
