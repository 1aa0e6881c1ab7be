import { patience, type Ran, runProgram, startProgram } from '../util/program.ts';

/** Fail2ban's client, for the system's server or, with a folder, for the configuration in it (socket and all). */
export type Client = (...command: readonly string[]) => Ran;

export const clientOf =
  (folder?: string): Client =>
  (...command) =>
    runProgram('fail2ban-client', [...inFolder(folder), ...command]);

/** The arguments that name the configuration. */
export const inFolder = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['-c', folder];

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

/** What Fail2ban complained about, without its time stamps and prefixes. */
export function lastWords(text: string): string {
  const words = complaints(text);
  const own = words.filter(line => !isVerdict(line));
  return (own.length > 0 ? own : words).join('; ') || text.trim();
}

/** The same, one after the other. */
export const complaints = (text: string): string[] =>
  text
    .split('\n')
    .filter(line => /\b(?:ERROR|CRITICAL)\b|^[A-Z]\w*Error|^Unable|^ERROR/.test(line))
    .map(line => line.replace(/^.*?\]:\s+(?:ERROR|CRITICAL)\s+/, '').trim());

/** What `-t` ends with, whatever is wrong. */
export const isVerdict = (complaint: string): boolean => /test configuration failed$/.test(complaint);
