import type { Loaded } from '../config/load.ts';
import { journalUnit } from '../log/journal.ts';
import { type Force, forceOf } from '../status/force.ts';
import { errorCode, errorMessage, WorkError } from '../util/errors.ts';
import { Interrupted, interruptible } from '../util/interruptible.ts';
import { tryBans } from './ban.ts';
import { examine, type Outcome, outcomeOf } from './chain.ts';
import type { Facts } from './facts.ts';
import { fault } from './finding.ts';
import { gatherFacts } from './gather/facts.ts';
import { chooseMarks } from './marks.ts';

/** What the doctor found, and what a scan comes to. */
export interface Diagnosis {
  readonly outcomes: readonly Outcome[];
  readonly force: Force;
}

/** Looks at every link and, with `ban`, has a marked address banned and unbanned. Throws Interrupted when that is cut short. */
export async function doctor(loaded: Loaded, ban: boolean): Promise<Diagnosis> {
  const facts = await gatherFacts(loaded);
  const asRoot = process.geteuid?.() === 0;
  const last = await lastLink(facts, ban);
  return { outcomes: [...examine(facts, asRoot), last], force: forceIn(facts, last) };
}

/** Jails whose ban does not hold ban nobody. */
function forceIn({ sentries, server, jails }: Facts, ban: Outcome): Force {
  const up = jails.flatMap(({ name, live }) => (live === undefined || ban.state === 'fault' ? [] : [name]));
  return forceOf({ sentry: sentries.length > 0, server: server.state, up });
}

/** What may keep a line from becoming a ban that holds. */
const mayVoid: ReadonlySet<string> = new Set(['server', 'jails', 'filter', 'backend', 'firewall']);

/**
 * Has marked addresses banned and unbanned, as `doctor` does at its end. Behind a ban that fails stand the links with a
 * fault that may be why. Needs root and a running server; throws Interrupted when it is cut short.
 */
export async function proveBan(loaded: Loaded): Promise<Outcome[]> {
  const facts = await gatherFacts(loaded);
  const ban = await lastLink(facts, true);
  if (ban.state !== 'fault') return [ban];
  return [ban, ...examine(facts, true).filter(({ name, state }) => state === 'fault' && mayVoid.has(name))];
}

const skipped = (text: string): Outcome => ({ name: 'ban', state: 'skipped', text, findings: [] });

async function lastLink(facts: Facts, ban: boolean): Promise<Outcome> {
  if (!ban) return skipped('not tried (--no-ban); the filter was tried on a line of the same form');
  if (facts.config.log.target === 'journal')
    return skipped(`not tried: only ${journalUnit} can put a line into the journal under its name`);
  const { found, unfit } = facts.log;
  const marks = chooseMarks(facts);
  if (found === undefined || unfit !== undefined || marks.length === 0)
    return skipped('not tried: no jail that is up reads the log, or each takes more than 20 lines to ban');
  const start = Date.now();
  try {
    const findings = await interruptible(ended => tryBans(facts, found, marks, ended));
    const took = ((Date.now() - start) / 1000).toFixed(1);
    const names = marks.map(({ text }) => text).join(', ');
    const well = `${names}: found, banned, in force, unbanned and gone, in ${took} s${listeners(facts)}`;
    return outcomeOf('ban', findings, () => well);
  } catch (error) {
    if (error instanceof Interrupted)
      throw new Interrupted(error.signal, 'interrupted: nothing of the trial ban stays');
    if (errorCode(error) === undefined && !(error instanceof WorkError)) throw error;
    const mend = 'run the doctor as root, and see "namei -l" of the log';
    const unwritable = fault('log-unwritable', `the log cannot be written: ${errorMessage(error)}`, mend);
    return outcomeOf('ban', [unwritable], () => '');
  }
}

/** Actions that are no firewall's may tell others of a ban. */
function listeners({ jails }: Facts): string {
  const actions = jails.flatMap(({ configured }) => configured?.actions ?? []);
  const names = new Set(actions.filter(({ tools }) => tools.length === 0).map(({ name }) => name));
  return names.size === 0 ? '' : `; ${[...names].join(', ')} heard of it (--no-ban spares them)`;
}
