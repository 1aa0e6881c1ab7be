import type { ParseArgsConfig } from 'node:util';
import { UsageError } from '../util/errors.ts';

/** What a command file exports. `run` returns the exit code; it throws UsageError (2) or WorkError (1). */
export interface Command {
  /** The text of `portjail NAME --help`. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly run: (args: Arguments) => Promise<number> | number;
}

/** What the command line held, as node:util parseArgs gives it. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** Throws UsageError for a word that no option takes: `run FILE` without -c must not run with another config. */
export function refuseOperands(command: string, { positionals }: Pick<Arguments, 'positionals'>): void {
  if (positionals.length === 0) return;
  const words = positionals.map(word => `"${word}"`).join(' ');
  throw new UsageError(
    `unexpected ${words}: a config is named with -c FILE, the rest says portjail ${command} --help`,
  );
}
