import { WorkError } from '../util/errors.ts';
import { runProgram } from '../util/program.ts';
import { lastWords } from './client.ts';

/** Fail2ban's own engine, `fail2ban-regex`: which hosts a filter finds in which lines. */

/**
 * The hosts that a filter finds in a file, in order: NAME or NAME[OPTION=VALUE]. Throws WorkError when Fail2ban refuses the
 * filter.
 */
export function findHosts(folder: string, log: string, filter: string): string[] {
  // By its file: since 1.1.0 a bare name is that of a jail first, where there is one.
  const file = filter.replace(/^[^[]*/, '$&.conf');
  const { code, out, err } = runProgram('fail2ban-regex', ['-c', folder, '-o', '<ip>', log, file]);
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
