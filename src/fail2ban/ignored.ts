import { type Ran, startProgram } from '../util/program.ts';
import { lastWords } from './client.ts';
import { type Dump, jailsIn, optionTexts, parseDump } from './dump.ts';
import { answerTime } from './server.ts';

/** Whom Fail2ban itself says that it ignores: `-d` has every form of `ignoreip` resolved, and needs no server. */
export interface Ignoring {
  /**
   * What is known by now, the very same list while it is. It is asked for anew when one of the jail files is another
   * object than before, without waiting for that.
   */
  readonly words: (files: readonly object[]) => readonly string[];
}

/** Nobody asks: the files alone say whom. */
export const askNobody: Ignoring = { words: () => nobody };

const nobody: readonly string[] = [];

const askFail2ban = (): Promise<Ran> => startProgram('fail2ban-client', ['-d'], answerTime);

/**
 * Asks at once where `isWanted`, and waits for that. `say` hears once why Fail2ban does not tell, and "" when it does again; what it
 * told before stays in force. Where it is not installed there is nothing to say.
 * @param ours the jails that count where one of them is there, else all do
 */
export async function startIgnoring(
  isWanted: boolean,
  ours: readonly string[],
  say: (why: string) => void,
  ask: () => Promise<Ran> = askFail2ban,
): Promise<Ignoring> {
  let [told, said]: [readonly string[], string] = [[], ''];
  const look = async (): Promise<void> => {
    const ran = await ask();
    const why = whyUntold(ran);
    if (why === '') told = ignoredIn(parseDump(ran.out), ours);
    const silent = ran.code === 127 ? '' : why;
    if (silent !== said) say(silent);
    said = silent;
  };
  let last: Promise<void> = isWanted ? look() : Promise.resolve();
  await last;
  let seen: readonly object[] | undefined = isWanted ? undefined : [];
  return {
    words: files => {
      if (seen !== undefined && !isSame(seen, files)) last = last.then(look);
      seen = files;
      return told;
    },
  };
}

const isSame = (before: readonly object[], now: readonly object[]): boolean =>
  before.length === now.length && now.every((file, at) => file === before[at]);

/** Empty where it told all. One file that this user may not read would leave hosts out, and the rest is told all the same. */
function whyUntold({ code, out, err }: Ran): string {
  const unread = /Could not read config files: .*/.exec(err + out)?.[0];
  if (unread !== undefined) return unread;
  if (code === 0) return '';
  return code === 124 ? 'it took too long' : lastWords(err + out);
}

/** Of a pack that is not installed no jail is there: then nobody would be banned, and every host that any jail spares is spared. */
export function ignoredIn(dump: Dump, ours: readonly string[]): string[] {
  const all = jailsIn(dump);
  const own = all.filter(jail => ours.includes(jail));
  const jails = own.length > 0 ? own : all;
  return [...new Set(jails.flatMap(jail => optionTexts(dump, jail, 'addignoreip')))];
}
