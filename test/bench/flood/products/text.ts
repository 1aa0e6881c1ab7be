import { existsSync, readFileSync } from 'node:fs';

/** The whole lines of a file; none where there is none. */
export const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'latin1').split('\n').slice(0, -1) : [];
