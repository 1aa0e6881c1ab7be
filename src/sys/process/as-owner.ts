import { koffiFault, ok, setresgid, setresuid } from '../libc.ts';
import { CAP_CHOWN, CAP_DAC_OVERRIDE, may, type User } from './rights.ts';

/** Leaves an id as it is: setresuid(2). */
const asIs = 0xffff_ffff;

/**
 * Whether root may give files away, or write them whomever they belong to. The shipped unit takes both rights: there the
 * folders are the user's from the start, and root would not get in.
 */
export const mayGive = (): boolean => may(CAP_CHOWN) || may(CAP_DAC_OVERRIDE);

/**
 * Does something with files as the user that root is about to become, where root may not give them away; else as it is.
 * Every thread goes along, nptl(7): nothing else may be under way. Throws what `work` throws, and where the user cannot
 * be become.
 */
export function asOwner<T>(user: User | undefined, work: () => T): T {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.() ?? 0];
  if (user === undefined || uid !== 0 || mayGive()) return work();
  setGroup(user.gid);
  try {
    setUser(user.uid);
    return work();
  } finally {
    setUser(uid);
    setGroup(gid);
  }
}

/** Node's own calls always throw with the libuv of Debian 13. */
const setUser = (id: number): unknown =>
  koffiFault() === undefined ? ok('setresuid', setresuid(asIs, id, asIs)) : process.seteuid?.(id);
const setGroup = (id: number): unknown =>
  koffiFault() === undefined ? ok('setresgid', setresgid(asIs, id, asIs)) : process.setegid?.(id);
