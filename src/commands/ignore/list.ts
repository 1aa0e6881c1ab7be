import { type Entry, entriesIn, linesIn } from '../../config/ignore-file/entries.ts';
import { subjectText } from '../../config/ignore-file/subject.ts';
import type { Loaded } from '../../config/load.ts';
import { answersPath } from '../../names/answers.ts';
import { readAnswers } from '../../names/file.ts';
import { nameStanding } from '../../names/standing.ts';
import { nameText } from '../../names/text.ts';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { print } from '../../util/print.ts';
import { untilText } from './terms-text.ts';

/** Prints the entries of the file that `ignore` writes, and where else somebody is ignored. */
export function list(
  file: string,
  { config: { ignore }, ignored }: Pick<Loaded, 'config' | 'ignored'>,
): void {
  const { addresses, files } = ignore;
  const now = Date.now();
  const entries = entriesIn(linesIn(textIn(file)));
  const living = entries.filter(({ until }) => until === undefined || until > now);
  const over = entries.length - living.length;
  const head = living.length === 0 ? `${file}: nobody is ignored by it\n` : `${file}:\n`;
  print(
    head +
      rowsOf(living, now) +
      namesText(ignored, now) +
      (over === 0 ? '' : `and ${over} whose time is over, which counts as gone\n`) +
      (addresses.length === 0 ? '' : `by ignore.addresses: ${addresses.join(' ')}\n`) +
      (files.length === 1 ? '' : `and all that these name: ${files.slice(1).join(' ')}\n`),
  );
}

function rowsOf(entries: readonly Entry[], now: number): string {
  const rows = entries.map(
    entry => [subjectText(entry.subject), untilText(entry, now), termsText(entry)] as const,
  );
  const widths = ([0, 1] as const).map(column => Math.max(0, ...rows.map(row => row[column].length)));
  return rows
    .map(
      ([name, until, note]) => `  ${name.padEnd(widths[0] ?? 0)}  ${until.padEnd(widths[1] ?? 0)}  ${note}`,
    )
    .map(row => `${row.trimEnd()}\n`)
    .join('');
}

const termsText = ({ private: isPrivate, note }: Entry): string =>
  [...(isPrivate ? ['private addresses too'] : []), ...(note === '' ? [] : [note])].join('; ');

/** Of all ignore files. */
function namesText({ names }: Loaded['ignored'], now: number): string {
  if (names.length === 0) return '';
  const answers = readAnswers(answersPath()).found?.answers ?? [];
  return names.map(entry => `${nameText(nameStanding(entry, answers, now), now)}\n`).join('');
}

/** A file that is not there is empty. */
function textIn(file: string): string {
  try {
    return readWhole(file).toString('latin1');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw new WorkError(`${file} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
}
