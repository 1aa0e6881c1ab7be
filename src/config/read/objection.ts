import { isRecord } from '../schema/validated.ts';

/** A mistake or a warning about one value of the config. `pointer` is its JSON pointer (RFC 6901). */
export interface Objection {
  readonly pointer: string;
  readonly message: string;
  /** Of an object: the key that it is about, so that the place is the key and not the brace. */
  readonly key?: string;
}

/** What was found in a config. Mistakes forbid a start, warnings do not. */
export interface Judgement {
  readonly mistakes: readonly Objection[];
  readonly warnings: readonly Objection[];
}

/** A value as it may stand in a message: JSON, on one line and not without end. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
