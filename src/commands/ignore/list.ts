import { type Entry, entriesIn, linesIn } from '../../config/ignore-file/entries.ts';
import type { Config } from '../../config/schema/schema.ts';
import { formatPrefix } from '../../net/address.ts';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { print } from '../../util/print.ts';
import { untilText } from './terms-text.ts';

/** Prints the entries of the file that `ignore` writes, and where else somebody is ignored. */
export function list(file: string, { addresses, files }: Config['ignore']): void {
  const now = Date.now();
  const entries = entriesIn(linesIn(textIn(file)));
  const living = entries.filter(({ until }) => until === undefined || until > now);
  const over = entries.length - living.length;
  const head = living.length === 0 ? `${file}: nobody is ignored by it\n` : `${file}:\n`;
  print(
    head +
      rowsOf(living, now) +
      (over === 0 ? '' : `and ${over} whose time is over, which counts as gone\n`) +
      (addresses.length === 0 ? '' : `by ignore.addresses: ${addresses.join(' ')}\n`) +
      (files.length === 1 ? '' : `and all that these name: ${files.slice(1).join(' ')}\n`),
  );
}

function rowsOf(entries: readonly Entry[], now: number): string {
  const rows = entries.map(entry => [formatPrefix(entry.prefix), untilText(entry, now), entry.note] as const);
  const widths = ([0, 1] as const).map(column => Math.max(0, ...rows.map(row => row[column].length)));
  return rows
    .map(
      ([name, until, note]) => `  ${name.padEnd(widths[0] ?? 0)}  ${until.padEnd(widths[1] ?? 0)}  ${note}`,
    )
    .map(row => `${row.trimEnd()}\n`)
    .join('');
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
