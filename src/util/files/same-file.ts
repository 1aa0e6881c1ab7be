import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whether two paths lead to one file, by links on the way or to it, though it need not be there. */
export const isSameFile = (one: string, other: string): boolean =>
  one === other || realOf(one) === realOf(other);

function realOf(path: string): string {
  for (const find of [() => realpathSync(path), () => join(realpathSync(dirname(path)), basename(path))])
    try {
      return find();
    } catch {
      // Not there, or not for this user.
    }
  return path;
}
