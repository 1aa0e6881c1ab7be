import type { Loaded } from '../config/load.ts';
import { errorMessage } from '../util/errors.ts';
import { chooseMarks, tryBans } from './ban.ts';
import { examine, type Outcome, outcomeOf } from './chain.ts';
import type { Facts } from './facts.ts';
import { fault } from './finding.ts';
import { gatherFacts } from './gather/facts.ts';

/** Looks at every link and, with `ban`, has a marked address banned and unbanned. `ended` cuts that short. */
export async function doctor(loaded: Loaded, ban: boolean, ended: AbortSignal): Promise<Outcome[]> {
  const facts = await gatherFacts(loaded);
  return [...examine(facts), await lastLink(facts, ban, ended)];
}

const skipped = (text: string): Outcome => ({ name: 'ban', state: 'skipped', text, findings: [] });

async function lastLink(facts: Facts, ban: boolean, ended: AbortSignal): Promise<Outcome> {
  if (ended.aborted) return skipped('interrupted');
  if (!ban) return skipped('not tried (--no-ban); the filter was tried on a line of the same form');
  const { found } = facts.log;
  const marks = chooseMarks(facts);
  if (found === undefined || !found.isFile || marks.length === 0)
    return skipped('not tried: no jail reads the log as yet');
  const start = Date.now();
  try {
    const findings = await tryBans(facts, found, marks, ended);
    const took = ((Date.now() - start) / 1000).toFixed(1);
    const names = marks.map(({ text }) => text).join(', ');
    return outcomeOf(
      'ban',
      findings,
      () => `${names}: found, banned, in force, unbanned and gone, in ${took} s`,
    );
  } catch (error) {
    const mend = 'run the doctor as root, and see "namei -l" of the log';
    return outcomeOf(
      'ban',
      [fault('log-unwritable', `the log cannot be written: ${errorMessage(error)}`, mend)],
      () => '',
    );
  }
}
