import { findPortsentry } from '../config/find.ts';
import { judged } from '../config/load.ts';
import { importedConfig } from '../config/portsentry/import.ts';
import { saysNothing } from '../config/portsentry/stub.ts';
import { hostPaths } from '../config/read/host-files.ts';
import { besidePortsentry } from '../daemon/beside-portsentry.ts';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage, UsageError, WorkError } from '../util/errors.ts';
import { writeByRename, writeNew } from '../util/files/change.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import type { Arguments, Help } from './command.ts';

export const help = {
  forms: ['DIR [-o FILE]'],
  about: `Reads a Portsentry directory, such as /etc/portsentry, and writes a portjail.json that gives the same verdicts: to FILE,
which must not exist yet or say nothing, or to standard output. portsentry.conf may be one of 1.2 or 2.x; TCP_MODE and
UDP_MODE come from DIR/default, else from ${hostPaths.modes}; the entries of the ignore files are carried over,
with their comments. What changes its meaning is said on standard error with its line, and stands as a comment beside
its key.`,
  exit: ['fine', 'FILE exists or cannot be written', 'wrong usage, or a mistake in the files'],
} satisfies Help;

export const options = {
  output: { type: 'string', short: 'o', value: 'FILE', what: `such as ${hostPaths.config}` },
} as const satisfies Options;

export function run({ values, positionals }: Arguments): number {
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw new UsageError('import takes one directory, such as /etc/portsentry: see portjail import --help');
  const draft = findPortsentry(folder, hostPaths);
  const loaded = judged(draft);
  for (const warning of [...loaded.warnings, ...besidePortsentry()]) diag('warning', warning);
  const { text, remarks } = importedConfig(draft, loaded);
  for (const remark of remarks) diag('notice', remark);
  const file = values['output'];
  if (typeof file === 'string') write(file, text);
  else print(text);
  return 0;
}

function write(file: string, text: string): void {
  try {
    if (saysNothing(file)) writeByRename(file, text, 0o640);
    else writeNew(file, text, 0o640);
  } catch (error) {
    const reason =
      errorCode(error) === 'EEXIST'
        ? 'exists already and is left as it is: name another file, or move it away'
        : `cannot be written: ${errorMessage(error)}`;
    throw new WorkError(`${file}: ${reason}`, { cause: error });
  }
  diag('notice', `wrote ${file}; portjail check -c ${file} prints the effective config`);
}
