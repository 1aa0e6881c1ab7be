import { setTimeout as sleep } from 'node:timers/promises';
import { changeIgnoreFile } from '../../config/ignore-file/change.ts';
import { withEntry } from '../../config/ignore-file/edit.ts';
import type { FileStamp } from '../../config/read/host-files.ts';
import { answersPath, askerOf } from '../../names/answers.ts';
import { readAnswers } from '../../names/file.ts';
import { type NameStanding, nameStanding } from '../../names/standing.ts';
import { nameText, startAsker } from '../../names/text.ts';
import { parsePrefix } from '../../net/address.ts';
import { formatHostName, type HostName } from '../../net/host-name.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { addedText, endOf, type Wanted } from './add.ts';
import { letIn } from './let-in.ts';
import { overText } from './over.ts';
import { tell, toldText } from './told.ts';

/** First the file, then the sentry, then who looks names up, then the sentry again, then the bans. Throws WorkError. */
export async function addName(file: string, wanted: Wanted<HostName>): Promise<void> {
  const name = formatHostName(wanted.subject);
  const { change, stamp } = await changeIgnoreFile(file, text =>
    withEntry(text, { ...wanted, until: endOf(wanted) }, Date.now()),
  );
  print(`${file}: ${addedText(change, name, wanted.time !== undefined)}\n${overText(change)}`);
  if (stamp === undefined) throw new WorkError(`${file} was taken away at the same moment: run this again`);
  const told = await tell(stamp);
  const said = toldText(told, stamp, `${name} stands there`);
  if (told.state === 'unread') throw new WorkError(said);
  print(`${said}\n`);
  const entry = {
    ...wanted.subject,
    until: change.now.until,
    allowsPrivate: change.now.private === true,
    file,
    line: 0,
  };
  const { standing, stamp: answered } = await lookedUp(stamp.written, answers =>
    nameStanding(entry, answers, Date.now()),
  );
  if (standing.addresses.length === 0) throw new WorkError(nameText(standing, Date.now()));
  print(`${nameText(standing, Date.now())}\n`);
  await spare(standing, answered);
}

/** The one who asks looks at the files every second, and takes 5 seconds a name; of many names 25 (milliseconds). */
const patience = 30_000;
const pause = 50;

/** Waits for the answers of a round that began after the file was written (milliseconds since the epoch). */
async function lookedUp(
  written: number,
  standingIn: (answers: NonNullable<ReturnType<typeof readAnswers>['found']>['answers']) => NameStanding,
): Promise<{ standing: NameStanding; stamp: FileStamp }> {
  const path = answersPath();
  for (const end = performance.now() + patience; ; await sleep(pause)) {
    const read = readAnswers(path);
    if (askerOf(read.found, Date.now()) === 'none')
      throw new WorkError(
        `"portjail names" does not run, so that it spares nobody: "${startAsker}" looks it up, now and every minute`,
      );
    const standing = standingIn(read.found?.answers ?? []);
    if (read.found !== undefined && read.found.time >= written && standing.outcome !== 'unasked')
      return { standing, stamp: read.stamp };
    if (performance.now() > end)
      throw new WorkError(
        `portjail names (process ${read.found?.pid}) has not looked it up within ${patience / 1000} seconds, so that it ` +
          'spares nobody yet: its config may have a mistake or be another one, or its user may not read the file; ' +
          '"journalctl -u portjail-names" has its words',
      );
  }
}

/** Has the sentry read the answers, and lets everybody in whom they name. */
async function spare({ addresses }: NameStanding, stamp: FileStamp): Promise<void> {
  const told = await tell(stamp);
  const said = toldText(told, stamp, 'they are spared from now on');
  if (told.state !== 'unread') print(`${said}\n`);
  const troubles = told.state === 'unread' ? [said] : [];
  for (const prefix of addresses.flatMap(text => parsePrefix(text) ?? []))
    troubles.push(...(await letIn(prefix, told)).troubles);
  if (troubles.length > 0) throw new WorkError([...new Set(troubles)].join('\n'));
}
