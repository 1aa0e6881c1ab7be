import { constants } from 'node:fs';
import type { Address } from '../../../net/address.ts';
import { SystemError } from '../../../sys/libc.ts';
import { openSockDiag, type SockDiag } from '../../../sys/netlink/sock-diag.ts';
import { findGroup } from '../../../sys/process/groups.ts';
import { findUser } from '../../../sys/process/rights.ts';
import { createHostFiles, type HostFiles } from '../hosts/host-files.ts';
import type { Protection } from '../hosts/sources.ts';
import { type AcceptedPeers, createAcceptedPeers } from './accepted-peers.ts';
import type { LoginGap } from './login-gap.ts';
import { hasSshd, keepsLogins } from './login-records.ts';
import { sshdSetting } from './sshd-config.ts';
import { followSshd, type Reader } from './sshd-journal.ts';

/**
 * Who has logged in over SSH where the host keeps no record of it: sshd's words in the journal, with the connections of
 * the kernel. The journal is for root and a group of its own, so it is followed from the start or not at all.
 */
export interface Logins {
  /** The peers of those that are still connected. */
  readonly peers: () => Address[];
  /** Why it is not known who has logged in; undefined where it is, or nobody asks. */
  gap(names: readonly Protection[]): LoginGap | undefined;
  stop(): void;
}

/** To be called before rights are given up; `user` is the name of the one that the sentry becomes, "" for none. */
export async function startLogins(names: readonly Protection[], user: string): Promise<Logins> {
  const files = createHostFiles(() => {});
  const folder = journalFolder(files);
  const fault = isWanted(files, names) ? journalFault(files) : 'unfollowed';
  if (fault !== undefined || folder === undefined) return unfollowed(files, fault);
  const kernel = openSockDiag();
  return kernel === undefined ? unfollowed(files, 'no-tables') : following(files, folder, kernel, user);
}

const unfollowed = (files: HostFiles, fault: LoginGap | undefined): Logins => ({
  peers: () => [],
  gap: names => (isWanted(files, names) ? fault : undefined),
  stop: () => {},
});

async function following(files: HostFiles, folder: string, kernel: SockDiag, user: string): Promise<Logins> {
  const accepted = createAcceptedPeers(kernel);
  let fault: LoginGap | undefined;
  const end = await followSshd(folder, readerFor(user), accepted.heard, () => {
    fault = 'unfollowed';
  });
  /** From memory to disk, or back: what was followed is written no more. */
  const hasMoved = (): boolean => (journalFolder(files) ?? folder) !== folder;
  return {
    peers: () => {
      const found = peersOf(accepted);
      if (found === undefined) fault = 'no-tables';
      return found ?? [];
    },
    gap: names => (isWanted(files, names) ? (fault ?? (hasMoved() ? 'unfollowed' : undefined)) : undefined),
    stop: () => {
      end();
      kernel.close();
    },
  };
}

/** What a sentry would lack that is started as who we are; starts nothing. */
export function expectedGap(
  names: readonly Protection[],
  files = createHostFiles(() => {}),
): LoginGap | undefined {
  return isWanted(files, names) ? journalFault(files) : undefined;
}

const isWanted = (files: HostFiles, names: readonly Protection[]): boolean =>
  names.includes('ssh') && hasSshd(files) && !keepsLogins(files);

const journalGroup = 'systemd-journal';
const programs = ['setpriv', 'journalctl'];

/** Levels of sshd at which it says nothing of logins, sshd_config(5). */
const quiet = ['quiet', 'fatal', 'error'];

/** Why the journal cannot be read by a child of ours, or would not say it. */
function journalFault(files: HostFiles): LoginGap | undefined {
  const folder = journalFolder(files);
  const isThere = programs.every(name => files.has(`/usr/bin/${name}`) || files.has(`/bin/${name}`));
  if (!isThere || folder === undefined) return 'no-journal';
  if (quiet.includes(sshdSetting(files, 'loglevel') ?? '')) return 'quiet';
  if (process.getuid?.() === 0) return findGroup(journalGroup) === undefined ? 'no-journal' : undefined;
  return files.has(journalIn(folder), constants.R_OK) ? undefined : 'forbidden';
}

/** Where this machine's journal is written now, systemd-journald.service(8): in memory, or on disk. */
function journalFolder(files: HostFiles): string | undefined {
  const id = files.parsed('/etc/machine-id', bytes => bytes.toString('latin1').trim());
  const folders = ['/run/log/journal', '/var/log/journal'].map(folder => `${folder}/${id}`);
  return folders.find(folder => files.has(journalIn(folder)));
}

const journalIn = (folder: string): string => `${folder}/system.journal`;

/** Another group than the sentry's keeps anyone who takes the sentry over from the memory of the child, ptrace(2). */
function readerFor(name: string): Reader {
  const [user, gid] = [findUser(name), findGroup(journalGroup)];
  if (process.getuid?.() !== 0 || user === undefined || gid === undefined) return undefined;
  return { uid: user.uid, gid };
}

/** Undefined when the kernel can be asked no more. */
function peersOf(accepted: AcceptedPeers): Address[] | undefined {
  try {
    return accepted.peers();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return undefined;
  }
}
