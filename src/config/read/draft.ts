import type { Dialect } from '../portsentry/dialect.ts';
import { isRecord } from '../schema/validated.ts';

/** Where a value was written, such as "FILE:4:11" or "--log"; `key` asks for the place of a key in that object. */
type PlaceOf = (pointer: string, key?: string) => string;

/** One value on top of what the file says, and where it comes from. */
export interface Setting {
  /** JSON pointer of the value, RFC 6901; no part of it needs an escape. */
  readonly pointer: string;
  readonly value: unknown;
  readonly place: string;
}

/** A warning of the reader, its place first, and the values that it is about; none: it is about the file. */
export interface Note {
  readonly pointers: readonly string[];
  readonly text: string;
  /** It keeps the sentry from seeing, writing or having banned nothing: a start only counts it. */
  readonly minor?: boolean;
}

/** What a config file says, before anything is judged by the schema. */
export interface Draft {
  readonly file: string | undefined;
  readonly base: unknown;
  readonly settings: readonly Setting[];
  readonly place: PlaceOf;
  /** Mistakes and warnings found on reading, each with its place. */
  readonly mistakes: readonly string[];
  readonly notes: readonly Note[];
  /** Ignore files that need not exist: nobody wrote them down, or others make them. */
  readonly optional?: readonly string[];
  /** Of a portsentry.conf: whose it is. */
  readonly dialect?: Dialect;
}

/** The draft with more settings, which win over its own. */
export function withSettings(draft: Draft, settings: readonly Setting[]): Draft {
  return { ...draft, settings: [...draft.settings, ...settings] };
}

/** A fresh value: what the file holds, with every setting put in its place. */
export function mergedValue(draft: Draft): unknown {
  const value = structuredClone(draft.base);
  for (const setting of draft.settings) put(value, setting.pointer.split('/').slice(1), setting.value);
  return value;
}

/** Where the value of `pointer` comes from: the last setting that gave it, or the file. */
export function placeOf(draft: Draft, pointer: string, key?: string): string {
  const setting = draft.settings.findLast(
    given => pointer === given.pointer || pointer.startsWith(`${given.pointer}/`),
  );
  return setting?.place ?? draft.place(pointer, key);
}

/** Leaves alone what is no object: the schema has a word for that. */
function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  if (!isRecord(target) || key === undefined) return;
  if (rest.length === 0) target[key] = value;
  else {
    target[key] ??= {};
    put(target[key], rest, value);
  }
}
