import type { NamedEntry } from '../../src/config/read/names.ts';

/** A name of an ignore file, for good. */
export const entry: NamedEntry = {
  name: 'home.example.org',
  wide: false,
  until: undefined,
  allowsPrivate: false,
  file: 'f',
  line: 1,
};
