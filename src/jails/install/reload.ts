import { type Asking, lastWords } from '../../fail2ban/client.ts';
import { type Dump, jailsIn, optionTexts, parseDump } from '../../fail2ban/dump.ts';
import { answersTo, type Server, withServer } from '../../fail2ban/server.ts';
import { journalUnit } from '../../log/journal.ts';
import { WorkError } from '../../util/errors.ts';
import type { Ran } from '../../util/program.ts';
import type { Jail } from '../pack/context.ts';
import { becomesTrue, isUp } from '../proof/trial.ts';

/**
 * Plain `reload`: with the name of a jail it fails for one that does not run yet. Then each jail, ours or not, has the
 * actions that Fail2ban's files name. Throws WorkError with Fail2ban's words.
 */
export async function reloadOrThrow(ask: Asking): Promise<void> {
  await orThrow(ask('reload'));
  const dump = parseDump((await ask('-d')).out);
  for (const jail of await withoutAction(dump)) await orThrow(ask('reload', '--restart', jail));
}

async function orThrow(asked: Promise<Ran>): Promise<void> {
  const { code, out, err } = await asked;
  if (code !== 0) throw new WorkError(lastWords(err + out));
}

/**
 * The jails that ban by less than they should. At the end of a reload Fail2ban (1.0.2 to 1.1.0 at least) drops an action
 * whose name that reload has brought: server/actions.py, `reload` deletes what `add` has not put into `_reload_actions`.
 * A restart of the jail brings it, and its bans come back from the database.
 */
async function withoutAction(dump: Dump): Promise<string[]> {
  const question = (jail: string): string => `get ${jail} actions`;
  return withServer(async server => {
    const jails = jailsIn(dump).filter(jail => server.running.includes(jail));
    const answers = await answersTo(server, jails.map(question));
    return jails.filter(jail => lacks(optionTexts(dump, jail, 'addaction'), answers(question(jail))));
  });
}

/** `said` is "The jail sshd has the following actions:", and behind it their names; or that there are none. */
export function lacks(actions: readonly string[], said: string): boolean {
  const running = /^No actions/m.test(said)
    ? []
    : (said.split('actions:')[1]?.trim().split(/,\s*/) ?? actions);
  return actions.some(action => !running.includes(action));
}

/** How long a session may last in which all jails are waited for (milliseconds). */
const longest = 120_000;

/** Waits until every jail that is on answers and reads its log; throws WorkError for one that does not, and what `ended` is aborted with. */
export function proveServer(jails: readonly Jail[], ended: AbortSignal): Promise<void> {
  const prove = async ({ ask }: Server): Promise<void> => {
    for (const jail of jails.filter(({ enabled }) => enabled))
      await proveJail(jail, async question => {
        const said = await ask(question);
        ended.throwIfAborted();
        return said;
      });
  };
  return withServer(prove, { limit: longest, ended });
}

async function proveJail({ name, logpath }: Jail, ask: Server['ask']): Promise<void> {
  if (!(await becomesTrue(async () => isUp(await ask(`status ${name}`)))))
    throw new WorkError(`"fail2ban-client status ${name}" does not answer`);
  const [what, wanted] = logpath === '' ? ['journalmatch', journalUnit] : ['logpath', logpath];
  if (!(await ask(`get ${name} ${what}`)).includes(wanted))
    throw new WorkError(`the jail ${name} does not read ${wanted}: another file of jail.d overrides it`);
}
