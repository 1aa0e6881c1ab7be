import { type Asking, lastWords } from '../../fail2ban/client.ts';
import { journalUnit } from '../../log/journal.ts';
import { WorkError } from '../../util/errors.ts';
import type { Jail } from '../pack/context.ts';
import { answers } from '../proof/trial.ts';

/** Plain `reload`: with the name of a jail it fails for one that does not run yet. */
export async function reloadOrThrow(ask: Asking): Promise<void> {
  const { code, out, err } = await ask('reload');
  if (code !== 0) throw new WorkError(lastWords(err + out));
}

/** Waits until every jail that is on answers and reads its log; throws WorkError for one that does not. */
export async function proveServer(jails: readonly Jail[], ask: Asking): Promise<void> {
  for (const { name, logpath } of jails.filter(jail => jail.enabled)) {
    if (!(await answers(ask, name))) throw new WorkError(`"fail2ban-client status ${name}" does not answer`);
    const [what, wanted] = logpath === '' ? ['journalmatch', journalUnit] : ['logpath', logpath];
    if (!(await ask('get', name, what)).out.includes(wanted))
      throw new WorkError(`the jail ${name} does not read ${wanted}: another file of jail.d overrides it`);
  }
}
