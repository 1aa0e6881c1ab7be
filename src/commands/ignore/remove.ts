import { changeIgnoreFile } from '../../config/ignore-file/change.ts';
import { withoutEntry } from '../../config/ignore-file/edit.ts';
import { entriesIn, linesIn } from '../../config/ignore-file/entries.ts';
import { isHostName, type Subject, subjectText } from '../../config/ignore-file/subject.ts';
import type { Loaded } from '../../config/load.ts';
import { withNames } from '../../names/ignored.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { overText } from './over.ts';
import { tell, toldText } from './told.ts';

/** Takes an entry out, and has the sentry read that. Throws WorkError where there is none. */
export async function remove(file: string, subject: Subject, load: () => Loaded): Promise<void> {
  const name = subjectText(subject);
  const { change, stamp } = await changeIgnoreFile(file, text => withoutEntry(text, subject, Date.now()));
  print(overText(change));
  if (change.before.length === 0)
    throw new WorkError(`${file} has no entry ${name}${aroundText(change.text, subject)}`);
  print(`${file}: ${name} is taken out\n`);
  if (isIgnored(load(), subject))
    print(`${name} is ignored all the same, by another entry: "portjail ignore --list"\n`);
  if (stamp === undefined) return;
  const told = await tell(stamp);
  const said = toldText(told, stamp, `${name} is not spared by it any more`);
  if (told.state === 'unread') throw new WorkError(said);
  print(`${said}\n`);
}

/** By what stands elsewhere. */
function isIgnored({ ignored }: Loaded, subject: Subject): boolean {
  const now = Date.now();
  if (isHostName(subject)) return ignored.names.some(({ name }) => name === subject.name);
  return withNames(ignored, now).set.has(subject.address, now);
}

/** The networks there that hold it, or the name in its other form. */
function aroundText(text: string, subject: Subject): string {
  const others = entriesIn(linesIn(text)).map(entry => entry.subject);
  if (isHostName(subject)) {
    const other = others.find(one => isHostName(one) && one.name === subject.name);
    return other === undefined ? '' : `; ${subjectText(other)} is there`;
  }
  const around = others.filter(
    other => !isHostName(other) && other.length < subject.length && prefixSet([other]).has(subject.address),
  );
  return around.length === 0 ? '' : `; it is ignored by ${around.map(subjectText).join(' and ')}`;
}
