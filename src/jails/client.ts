import { WorkError } from '../util/errors.ts';
import { patience, type Ran, runProgram, startProgram } from '../util/program.ts';

/** Fail2ban's client, for the system's server or, with a folder, for the configuration in it (socket and all). */
export type Client = (...command: readonly string[]) => Ran;

export const clientOf = (folder?: string): Client => {
  const where = folder === undefined ? [] : ['-c', folder];
  return (...command) => runProgram('fail2ban-client', [...where, ...command]);
};

/** The same for the system's server, without waiting, for work that `ended` ends: rejects as `startProgram` does. */
export type Asking = (...command: readonly string[]) => Promise<Ran>;

export const askingUntil =
  (ended: AbortSignal): Asking =>
  (...command) =>
    startProgram('fail2ban-client', command, patience, ended);

/** For what is done whatever happens, such as to put things back. */
export const askingAnyway: Asking = askingUntil(new AbortController().signal);

/** Fail2ban's version such as `1.0.2`, or undefined where it is not installed. */
export function fail2banVersion(): string | undefined {
  const { code, out } = runProgram('fail2ban-client', ['-V']);
  return code === 0 ? out.trim() : undefined;
}

/** The hosts that a filter finds in a file, in order. Throws WorkError when Fail2ban refuses the filter. */
export function findHosts(folder: string, log: string, filter: string): string[] {
  const { code, out, err } = runProgram('fail2ban-regex', ['-c', folder, '-o', '<ip>', log, filter]);
  if (code !== 0) throw new WorkError(`fail2ban-regex refuses the filter ${filter}: ${lastWords(err + out)}`);
  return out.split('\n').filter(line => line !== '');
}

/** A jail's filter, as `fail2ban-client -d` has it. */
export interface Patterns {
  readonly regexes: readonly string[];
  readonly ignored?: readonly string[];
  readonly datePattern: string;
}

/**
 * The hosts that Fail2ban's engine finds by any of the patterns. The lines are given as they are, so that no file stays
 * whatever happens.
 */
export function hostsIn(
  lines: readonly string[],
  { regexes, ignored = [], datePattern }: Patterns,
): Set<string> {
  const text = lines.map(line => `${line}\n`).join('');
  const date = datePattern === '' ? [] : ['-d', datePattern];
  const but = ignored.length === 0 ? [] : [ignored.map(regex => `(?:${regex})`).join('|')];
  const outputs = regexes.map(
    regex => runProgram('fail2ban-regex', ['--usedns=no', '-o', '<ip>', ...date, text, regex, ...but]).out,
  );
  return new Set(outputs.flatMap(output => output.split('\n')));
}

/** What Fail2ban complained about, without its time stamps and prefixes. */
export function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .filter(line => /\b(?:ERROR|CRITICAL)\b|^[A-Z]\w*Error|^Unable|^ERROR/.test(line));
  const words = lines.map(line => line.replace(/^.*?\]:\s+(?:ERROR|CRITICAL)\s+/, '').trim());
  const own = words.filter(line => !/test configuration failed$/.test(line));
  return (own.length > 0 ? own : words).join('; ') || text.trim();
}
