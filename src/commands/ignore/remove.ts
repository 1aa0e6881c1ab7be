import { changeIgnoreFile } from '../../config/ignore-file/change.ts';
import { withoutEntry } from '../../config/ignore-file/edit.ts';
import { entriesIn, linesIn } from '../../config/ignore-file/entries.ts';
import type { Loaded } from '../../config/load.ts';
import { formatPrefix, type Prefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { overText } from './over.ts';
import { tell, toldText } from './told.ts';

/** Takes an entry out, and has the sentry read that. Throws WorkError where there is none. */
export async function remove(file: string, prefix: Prefix, load: () => Loaded): Promise<void> {
  const name = formatPrefix(prefix);
  const { change, stamp } = await changeIgnoreFile(file, text => withoutEntry(text, prefix, Date.now()));
  print(overText(change));
  if (change.before.length === 0)
    throw new WorkError(`${file} has no entry ${name}${aroundText(change.text, prefix)}`);
  print(`${file}: ${name} is taken out\n`);
  if (load().ignored.set.has(prefix.address, Date.now()))
    print(`${name} is ignored all the same, by another entry: "portjail ignore --list"\n`);
  if (stamp === undefined) return;
  const told = await tell(stamp);
  const said = toldText(told, stamp, `${name} is not spared by it any more`);
  if (told.state === 'unread') throw new WorkError(said);
  print(`${said}\n`);
}

/** The networks there that hold it. */
function aroundText(text: string, prefix: Prefix): string {
  const around = entriesIn(linesIn(text))
    .map(entry => entry.prefix)
    .filter(other => other.length < prefix.length && prefixSet([other]).has(prefix.address));
  return around.length === 0 ? '' : `; it is ignored by ${around.map(formatPrefix).join(' and ')}`;
}
