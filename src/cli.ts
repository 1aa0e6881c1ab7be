import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import type { Command } from './commands/command.ts';
import { helpText } from './commands/help/text.ts';
import { commands } from './commands/index.ts';
import { diag } from './util/diag.ts';
import { errorMessage, UsageError, WorkError } from './util/errors.ts';
import { Interrupted } from './util/interruptible.ts';
import { outputLost, print } from './util/print.ts';
import { didYouMean } from './util/suggest.ts';
import { ownVersion } from './util/version.ts';

/**
 * argv to command and exit code: 0 fine, 1 the work failed, 2 wrong usage or config. A signal ends it by that signal, but
 * for run and monitor, which it ends as they should: 0.
 */
async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    print(usage());
    return name === '' ? 2 : 0;
  }
  if (name === '--version') {
    print(`portjail ${ownVersion()}\n`);
    return 0;
  }
  const command = commands.find(candidate => candidate.name === name);
  if (command === undefined)
    throw new UsageError(`unknown command "${name}": see portjail --help${guess(name)}`);
  const loaded = await command.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    print(helpText(name, loaded));
    return 0;
  }
  return await loaded.run(parse(name, rest, loaded.options));
}

/** What may have been meant. */
const guess = (name: string): string =>
  didYouMean(
    name,
    commands.map(command => command.name),
  );

function parse(name: string, args: string[], options: Command['options']): Parameters<Command['run']>[0] {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${errorMessage(error)}: see portjail ${name} --help`);
  }
}

function usage(): string {
  const width = Math.max(...commands.map(command => command.name.length));
  const rows = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}\n`);
  return `portjail COMMAND [OPTIONS]\n\n${rows.join('')}\nportjail COMMAND --help says more, portjail --version which one this is.\n`;
}

process.stdout.on('error', outputLost);

// Nobody is left to be told, and a sentry whose journal went away still has a log to write.
process.stderr.on('error', () => {});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Interrupted) endBy(error);
  else fail(error);
}

/** A program that is cut short ends by the signal itself; process 1 of a container does not, and has a shell's code for it. */
function endBy({ signal, message }: Interrupted): void {
  diag('error', message);
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
}

function fail(error: unknown): void {
  const expected = error instanceof UsageError || error instanceof WorkError;
  diag('error', expected || !(error instanceof Error) ? errorMessage(error) : (error.stack ?? error.message));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
