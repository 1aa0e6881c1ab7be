import type { Loaded } from '../../config/load.ts';
import { startLogins } from '../../detect/spare/logins/logins.ts';
import { createProtector } from '../../detect/spare/protector.ts';
import { startIgnoring } from '../../fail2ban/ignored.ts';
import { jailNames } from '../../jails/pack/names.ts';
import { stampAt } from '../../names/file.ts';
import { followAnswers } from '../../names/follow.ts';
import { diag } from '../../util/diag.ts';
import { errorMessage } from '../../util/errors.ts';
import type { Law } from '../receive/law.ts';

/** This host's own word on who is never banned, as it is now. */
export interface LocalLaw {
  readonly law: () => Law;
  /** Looks again; to be called every few seconds. */
  look(): void;
  close(): void;
}

/**
 * By the modules that the sentry has it from, in a process of its own: no word of the sentry's is needed. The ignore files are
 * read again when one of them, or the config, is another one. `load` throws for a config with a mistake.
 */
export async function openLocalLaw(load: () => Loaded): Promise<LocalLaw> {
  let loaded = load();
  const { protect } = loaded.config.ignore;
  const logins = await startLogins(protect, '');
  const ignoring = await startIgnoring(protect.includes('fail2ban'), jailNames, why =>
    diag('warning', `Fail2ban does not tell whom it ignores (${why}): it spares them itself`),
  );
  const protector = createProtector(logins, () => false, ignoring);
  const names = followAnswers();
  let seen = signatureOf(loaded);
  let law: Law;
  const look = (): void => {
    const now = signatureOf(loaded);
    if (now !== seen) loaded = reloaded(load, loaded);
    seen = now;
    // Who is connected is asked for each packet of a sentry; here nobody is spared for it.
    const wanted = loaded.config.ignore.protect.filter(name => name !== 'connected');
    const { own, spared } = protector.look(wanted);
    law = { own, spared: { ...spared, ignored: names.look(loaded.ignored).set } };
  };
  look();
  return { law: () => law, look, close: () => protector.close() };
}

/** Another one when a file that says who is ignored is another one, or is there, or has gone. */
const signatureOf = ({ config, file }: Loaded): string =>
  [...config.ignore.files, ...(file === undefined ? [] : [file])]
    .map(path => stampAt(path))
    .map(stamp => `${stamp?.device} ${stamp?.inode} ${stamp?.written}`)
    .join('\n');

function reloaded(load: () => Loaded, before: Loaded): Loaded {
  try {
    return load();
  } catch (error) {
    diag('error', `who is ignored stays as it was: ${errorMessage(error)}`);
    return before;
  }
}
