import { accessSync, closeSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import type { Config } from '../config/schema/schema.ts';
import { giveLog } from '../log/give-log.ts';
import { giveLogLock } from '../log/lock-log.ts';
import { openLog } from '../log/open-log.ts';
import { filesOf } from '../log/sink.ts';
import { cannotWrite } from '../log/writer.ts';
import { koffiFault } from '../sys/libc.ts';
import { mayGive } from '../sys/process/as-owner.ts';
import { CAP_DAC_OVERRIDE, dropRights, findUser, type User } from '../sys/process/rights.ts';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage, UsageError, WorkError } from '../util/errors.ts';

/** The user to become; none for "". Throws UsageError when there is none of that name. */
export function userOf(user: string): User | undefined {
  if (user === '') return undefined;
  const found = findUser(user);
  if (found === undefined) {
    throw new UsageError(`user: no user "${user}" here: make one (useradd --system ${user}) or name another`);
  }
  if (process.getuid?.() !== 0 && process.getuid?.() !== found.uid) {
    throw new UsageError(`user: only root may become "${user}": start as root, or leave user out`);
  }
  return found;
}

/**
 * Gives the log to the user where root may give things away, becomes that user and keeps only what its sentries need
 * after their start: the right to open low ports, and that only where real sockets are wanted, so that a reload can open
 * them. Whatever is open stays open. Nothing may be written before.
 * @param rights the capabilities of `Sentries.rights`
 */
export function settle(config: Config, user: User | undefined, rights: readonly number[]): void {
  const isRoot = process.getuid?.() === 0;
  const becoming = isRoot ? user : undefined;
  const files = filesOf(config.log);
  const gives = becoming !== undefined && mayGive();
  if (gives) for (const file of files) give(file, becoming);
  if (gives && config.log.target === 'file') giveLogLock(config.log.file, becoming);
  const staysRoot = isRoot && user === undefined;
  // While it can: who owns the folder, as the unit's sentry does, owns what is made there.
  if (staysRoot && mayGive()) for (const file of files) make(file);
  // Who stays root must still be able to write where another user owns the log's directory.
  const kept = staysRoot ? [...rights, CAP_DAC_OVERRIDE] : rights;
  const missed = drop(becoming, kept);
  if (missed !== undefined)
    diag('notice', `helper threads of Node.js could not be kept from gaining rights (${missed})`);
  // What was not given is opened, and complained of, by who it belongs to.
  if (gives) mustReach(files);
  if (staysRoot && koffiFault() === undefined) {
    // capset(2) reaches the calling thread alone, while setuid reaches all of them.
    diag(
      'notice',
      'runs as root: its main thread gave up all rights but to write the log, helper threads of Node.js could not; ' +
        '"user" in the config names a better one',
    );
  }
}

/** Throws WorkError where the log cannot be opened, or not be given away. */
function give(file: string, user: User): void {
  try {
    giveLog(file, user);
  } catch (error) {
    throw isOfChown(error) ? cannotBecome(user, error) : cannotWrite(file, error);
  }
}

/** Throws WorkError where it cannot be made. */
function make(file: string): void {
  try {
    closeSync(openLog(file));
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

const isOfChown = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && String(error.syscall).endsWith('chown');

/** Throws WorkError where the kernel refuses it. */
function drop(user: User | undefined, kept: readonly number[]): string | undefined {
  try {
    return dropRights(user, kept);
  } catch (error) {
    throw cannotBecome(user, error);
  }
}

/**
 * The kernel takes no user without the right to, and EINVAL is one that a user namespace does not know: user_namespaces(7).
 * ERR_INVALID_STATE comes from Node's own calls, which always throw with the libuv of Debian 13.
 */
function cannotBecome(user: User | undefined, error: unknown): unknown {
  if (errorCode(error) === undefined) return error;
  const what = user === undefined ? 'give up rights' : `become the user "${user.name}"`;
  if (errorCode(error) === 'ERR_INVALID_STATE') {
    return new WorkError(
      `cannot ${what}: ${koffiFault()}, and this build of Node.js changes no user itself (${errorMessage(error)}): ` +
        'run "make install", which brings koffi, take a Node.js of nodejs.org, or leave user out',
    );
  }
  return new WorkError(
    `cannot ${what} (${errorMessage(error)}): root needs CAP_SETUID, CAP_SETGID, CAP_CHOWN and, in a user namespace, ` +
      'the ids of that user mapped; grant them, or leave user out',
  );
}

/** A log that the user cannot reach would be noticed at the first rotation, when it is too late. */
function mustReach(files: readonly string[]): void {
  for (const file of files) {
    try {
      accessSync(file, constants.W_OK);
    } catch {
      const who = userInfo().username;
      throw new WorkError(
        `${who} cannot reach ${file}: let ${who} enter the directories above it (chmod o+x), or move it`,
      );
    }
  }
}
