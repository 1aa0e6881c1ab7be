import { changeIgnoreFile } from '../../config/ignore-file/change.ts';
import { type Added, withEntry } from '../../config/ignore-file/edit.ts';
import { formatPrefix, type Prefix } from '../../net/address.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { letIn } from './let-in.ts';
import { overText } from './over.ts';
import { noteText, untilText } from './terms-text.ts';
import { tell, toldText } from './told.ts';
import type { Asked } from './words.ts';

/** What is to be added, an address or network, or a name. */
export type Wanted<S> = Extract<Asked, { act: 'add' }> & { readonly subject: S };

/** First the file, then the sentry, then the bans: in another order it could be banned again. Throws WorkError. */
export async function add(file: string, wanted: Wanted<Prefix>): Promise<void> {
  const name = formatPrefix(wanted.subject);
  const { change, stamp } = await changeIgnoreFile(file, text =>
    withEntry(text, { ...wanted, until: endOf(wanted) }, Date.now()),
  );
  print(`${file}: ${addedText(change, name, wanted.time !== undefined)}\n${overText(change)}`);
  if (stamp === undefined) throw new WorkError(`${file} was taken away at the same moment: run this again`);
  const told = await tell(stamp);
  const said = toldText(told, stamp, `${name} is spared from now on`);
  if (told.state !== 'unread') print(`${said}\n`);
  const lifting = await letIn(wanted.subject, told);
  const troubles = [...(told.state === 'unread' ? [said] : []), ...lifting.troubles];
  if (troubles.length > 0) throw new WorkError(troubles.join('\n'));
}

/** To the second, as it is written. */
export const endOf = ({ time }: Pick<Wanted<unknown>, 'time'>): number | 'for good' =>
  time === undefined ? 'for good' : Math.ceil((Date.now() + time) / 1000) * 1000;

export function addedText({ before, now }: Added, name: string, wantsEnd: boolean): string {
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
