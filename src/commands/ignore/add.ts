import { setTimeout as sleep } from 'node:timers/promises';
import { changeIgnoreFile } from '../../config/ignore-file/change.ts';
import { type Added, withEntry } from '../../config/ignore-file/edit.ts';
import { type Lifting, lift } from '../../jails/lift.ts';
import { formatPrefix, type Prefix, parsePrefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import type { Told } from '../../status/tell.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { overText } from './over.ts';
import { noteText, untilText } from './terms-text.ts';
import { tell, toldText } from './told.ts';
import type { Asked } from './words.ts';

type Wanted = Extract<Asked, { act: 'add' }>;

/** First the file, then the sentry, then the bans: in another order it could be banned again. Throws WorkError. */
export async function add(file: string, wanted: Wanted): Promise<void> {
  const name = formatPrefix(wanted.prefix);
  const { change, stamp } = await changeIgnoreFile(file, text =>
    withEntry(text, { ...wanted, until: endOf(wanted) }, Date.now()),
  );
  print(`${file}: ${addedText(change, name, wanted.time !== undefined)}\n${overText(change)}`);
  if (stamp === undefined) throw new WorkError(`${file} was taken away at the same moment: run this again`);
  const told = await tell(stamp);
  const said = toldText(told, stamp, `${name} is spared from now on`);
  if (told.state !== 'unread') print(`${said}\n`);
  const lifting = await letIn(wanted.prefix, told);
  const troubles = [...(told.state === 'unread' ? [said] : []), ...lifting.troubles];
  if (troubles.length > 0) throw new WorkError(troubles.join('\n'));
}

/** To the second, as it is written. */
const endOf = ({ time }: Wanted): number | 'for good' =>
  time === undefined ? 'for good' : Math.ceil((Date.now() + time) / 1000) * 1000;

function addedText({ before, now }: Added, name: string, wantsEnd: boolean): string {
  const at = Date.now();
  const text = `${name} is ignored ${untilText(now, at)}${now.note === '' ? '' : `, ${noteText(now)}`}`;
  const [first] = before;
  if (first === undefined) return text;
  const times = before.map(entry => untilText(entry, at));
  const wasNot = times.includes(untilText(now, at)) ? [] : [`before: ${times.join(' and ')}`];
  const notes = before.filter(({ note }) => note !== '' && note !== now.note).map(noteText);
  const changes = [...wasNot, ...(notes.length === 0 ? [] : [`the note was ${notes.join(' and ')}`])];
  if (now.until === undefined && wantsEnd)
    changes.unshift('so it was, and stays: "--remove" it first to give it an end');
  return [text, ...changes].join('; ');
}

/** Fail2ban may take so long to read a line that was written just before the sentry spared its source (milliseconds). */
const untilRead = 3_000;

/** Lifts the bans, and again the one that a line of the last moment may bring. */
async function letIn(prefix: Prefix, told: Told): Promise<Lifting> {
  const first = await liftAndSay(prefix);
  const wait = told.state === 'none' ? 0 : lastNamed(prefix, told.status.alerts) + untilRead - Date.now();
  if (wait > 0) {
    await sleep(Math.min(wait, untilRead));
    const { count, troubles } = await liftAndSay(prefix, true);
    return { count: first.count + count, lines: [], troubles };
  }
  if (first.count === 0 && first.troubles.length === 0) print("none of portjail's jails bans it\n");
  return first;
}

async function liftAndSay(prefix: Prefix, again = false): Promise<Lifting> {
  const lifting = await lift(prefix, false);
  const lines = again && lifting.count === 0 ? [] : lifting.lines;
  print(lines.map(line => `${line}\n`).join(''));
  return lifting;
}

/** When a line last named somebody of it (milliseconds since the epoch). */
function lastNamed(prefix: Prefix, alerts: readonly { source: string; time: number }[]): number {
  const set = prefixSet([prefix]);
  const named = alerts.filter(({ source }) => {
    const found = parsePrefix(source);
    return found !== undefined && set.meets(found);
  });
  return Math.max(0, ...named.map(({ time }) => time));
}
