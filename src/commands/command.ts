import type { ParseArgsConfig } from 'node:util';
import { UsageError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';

/** What a command file exports. `run` returns the exit code; it throws UsageError (2) or WorkError (1). */
export interface Command {
  readonly help: Help;
  readonly options: Options & NonNullable<ParseArgsConfig['options']>;
  readonly run: (args: Arguments) => Promise<number> | number;
}

/**
 * What people are told of a command beside its options: by `portjail NAME --help`, by its man page, and by the shells'
 * completions.
 */
export interface Help {
  /** What may stand behind its name, a text for each form. Words in capitals stand for what one writes there. */
  readonly forms: readonly string[];
  /** What it does: paragraphs, with an empty line between them. */
  readonly about: string;
  /** What is said behind the options. */
  readonly more?: string;
  /** What a running one does at a signal. */
  readonly signals?: Readonly<Record<string, string>>;
  /** What its exit codes 0, 1 and 2 mean, where that is more than with every command. */
  readonly exit?: readonly [string, string, string];
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
