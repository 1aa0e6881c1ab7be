import { accessSync, constants, lchownSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import { filesOf } from '../log/sink.ts';
import { usesSockets } from '../sentry/sentries.ts';
import { koffiFault } from '../sys/libc.ts';
import { CAP_DAC_OVERRIDE, CAP_NET_BIND_SERVICE, dropRights, findUser, type User } from '../sys/rights.ts';
import { diag } from '../util/diag.ts';
import { UsageError, WorkError } from '../util/errors.ts';

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
 * Gives the log to the user, becomes that user and keeps only the right to open low ports, and that only where real
 * sockets are wanted, so that a reload can open them. Whatever is open stays open.
 */
export function settle(config: Config, user: User | undefined): void {
  const isRoot = process.getuid?.() === 0;
  if (user !== undefined && isRoot) handOver(config, user);
  const ports = usesSockets(config) ? [CAP_NET_BIND_SERVICE] : [];
  // Who stays root must still be able to write where another user owns the log's directory.
  const missed = dropRights(
    isRoot ? user : undefined,
    isRoot && user === undefined ? [...ports, CAP_DAC_OVERRIDE] : ports,
  );
  if (missed !== undefined)
    diag('notice', `helper threads of Node.js could not be kept from gaining rights (${missed})`);
  mustReach(config);
  if (isRoot && user === undefined && koffiFault() === undefined) {
    // capset(2) reaches the calling thread alone, while setuid reaches all of them.
    diag(
      'notice',
      'runs as root: its main thread gave up all rights but to write the log, helper threads of Node.js could not; ' +
        '"user" in the config names a better one',
    );
  }
}

/** A log that the user cannot reach would be noticed at the first rotation, when it is too late. */
function mustReach({ log }: Config): void {
  for (const file of filesOf(log)) {
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

/** The directory must be the user's, or a rotated log could not be made anew; one that others use stays theirs. */
function handOver({ log }: Config, user: User): void {
  for (const file of filesOf(log)) {
    const [folder, name] = [dirname(file), basename(file)];
    lchownSync(file, user.uid, user.gid);
    if (readdirSync(folder).every(other => other.startsWith(name))) lchownSync(folder, user.uid, user.gid);
    else
      diag('warning', `${folder} holds other files and keeps its owner: give ${name} a directory of its own`);
  }
}
