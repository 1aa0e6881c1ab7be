/** Guards for JSON that another program wrote; libnftables-json(5) says what nft writes. */

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** The value under a path of keys; undefined where it ends. */
export function under(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}

/** A text, or no text for anything else: what JSON may hold in its place need have none, and String() would throw. */
export const textOf = (value: unknown): string => (isText(value) ? value : '');

/** A list as it is, nothing as none, one thing as a list of one. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
