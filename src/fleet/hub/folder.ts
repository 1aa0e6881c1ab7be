import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { specialUsers } from '../../config/rules/fleet-rules.ts';
import { WorkError } from '../../util/errors.ts';
import { isHostName } from '../names.ts';
import { type Certificate, nearEnd, readCertificate } from './certificate.ts';
import { type Hosts, hubWord, oldFolder } from './hosts-file.ts';
import { alternatives, makeAuthority, makeCertificate } from './openssl.ts';

/** What was done in a folder, and what stands there now. */
export interface Filled {
  /** Of each user of the hub, the special ones too. */
  readonly users: readonly Certificate[];
  readonly made: readonly string[];
  /** Those whose certificate was put away: the hub knows it no more. */
  readonly retired: readonly string[];
  /** Those whose certificate ends within a month. */
  readonly ending: readonly string[];
}

/**
 * Has the folder hold the authority (`ca.pem`, `ca.key`) and, in a folder of its own each, a certificate and a key (0600) of
 * the hub and of every user. What is there stays as it is. Who is no more in the list, or is to have a new one (`renew`), is
 * put away in `old`: a certificate that is made later has another subject, so that a key that was lost opens nothing.
 * Throws WorkError, or a system error.
 */
export function fillFolder(
  folder: string,
  { hub, hosts }: Hosts,
  renew: readonly string[],
  now: number,
): Filled {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const users = [...specialUsers, ...hosts];
  const wanted = new Set([hubWord, ...users]);
  const unknown = renew.find(name => !wanted.has(name));
  if (unknown !== undefined) throw new WorkError(`there is no certificate of "${unknown}" to be renewed`);
  if (!existsSync(join(folder, 'ca.pem'))) inPlace(folder, '', making => makeAuthority(making));
  const going = (name: string): boolean =>
    !wanted.has(name) || renew.includes(name) || (name === hubWord && !isDialled(folder, hub));
  const retired = madeIn(folder).filter(going);
  for (const name of retired) putAway(folder, name);
  const made = [...wanted].filter(name => !existsSync(join(folder, name)));
  for (const name of made) makeUser(folder, name, name === hubWord ? hub : undefined);
  const certificates = [...wanted].map(name => readCertificate(join(folder, name, `${name}.pem`)));
  return {
    users: certificates.slice(1),
    made,
    retired,
    ending: certificates.filter(({ end }) => end - now < nearEnd).map(({ name }) => name),
  };
}

/** The folders of ours: nothing else in there is touched. */
const madeIn = (folder: string): string[] =>
  readdirSync(folder).filter(
    name =>
      (name === hubWord || specialUsers.includes(name) || isHostName(name)) &&
      existsSync(join(folder, name, `${name}.pem`)),
  );

const isDialled = (folder: string, hub: readonly string[]): boolean =>
  readCertificate(join(folder, hubWord, `${hubWord}.pem`)).alternatives.join() ===
  alternatives(hub).split(',').sort().join();

function putAway(folder: string, name: string): void {
  const { issue } = readCertificate(join(folder, name, `${name}.pem`));
  mkdirSync(join(folder, oldFolder), { recursive: true, mode: 0o700 });
  renameSync(join(folder, name), join(folder, oldFolder, `${name}-${issue}`));
}

const makeUser = (folder: string, name: string, dialled: readonly string[] | undefined): void =>
  inPlace(folder, name, making => {
    const issue = randomBytes(8).toString('hex');
    makeCertificate(making, folder, { name, issue, ...(dialled && { dialled }) });
    copyFileSync(join(folder, 'ca.pem'), join(making, 'ca.pem'));
  });

/** Files are made aside and put in place when they are whole: a key without its certificate never stands there. */
function inPlace(folder: string, name: string, make: (making: string) => void): void {
  const making = mkdtempSync(join(folder, '.making-'));
  try {
    make(making);
    for (const file of readdirSync(making))
      chmodSync(join(making, file), file.endsWith('.key') ? 0o600 : 0o644);
    if (name !== '') renameSync(making, join(folder, name));
    // The key first: the certificate says that both are there.
    else for (const file of ['ca.key', 'ca.pem']) renameSync(join(making, file), join(folder, file));
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
