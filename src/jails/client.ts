import { WorkError } from '../util/errors.ts';
import { type Ran, runProgram } from './program.ts';

/** Fail2ban's client, for the system's server or, with a folder, for the configuration in it (socket and all). */
export type Client = (...command: readonly string[]) => Ran;

export const clientOf = (folder?: string): Client => {
  const where = folder === undefined ? [] : ['-c', folder];
  return (...command) => runProgram('fail2ban-client', [...where, ...command]);
};

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

/** What Fail2ban complained about, without its time stamps and prefixes. */
export function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .filter(line => /\b(?:ERROR|CRITICAL)\b|^[A-Z]\w*Error|^Unable|^ERROR/.test(line));
  const words = lines.map(line => line.replace(/^.*?\]:\s+(?:ERROR|CRITICAL)\s+/, '').trim());
  const own = words.filter(line => !/test configuration failed$/.test(line));
  return (own.length > 0 ? own : words).join('; ') || text.trim();
}
