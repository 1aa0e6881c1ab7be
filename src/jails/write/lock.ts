import { locked } from '../../util/files/lock.ts';
import type { Paths } from './paths.ts';

/** Does work that changes the pack, while no other process does. Throws WorkError when one does. */
export const alone = <T>({ lock }: Pick<Paths, 'lock'>, work: () => Promise<T>): Promise<T> =>
  locked(
    {
      path: lock,
      patience: 0,
      busy: `another portjail install or uninstall, or a setup, is at work here, and holds ${lock}: wait for its end, then run this again`,
    },
    work,
  );
