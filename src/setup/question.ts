import { createInterface } from 'node:readline';
import { print } from '../util/print.ts';

/** What scans are to come to. */
export type Choice = 'bans' | 'logs only';

const question = 'Ban who scans this host ("ban"), or only log it ("log")? Anything else changes nothing: ';

/**
 * The one question, on the terminal; undefined where neither is wanted, or where the terminal is gone (EIO). Ctrl-C ends the
 * program, as ever.
 */
export async function askChoice(
  logOnly: boolean,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<Choice | undefined> {
  print(logOnly ? 'Have this host log who scans it ("log")? Anything else changes nothing: ' : question);
  // Without readline's own editing, the terminal sends its signals.
  const lines = createInterface({ input, terminal: false });
  // Node.js passes on what fails of the one by the other.
  for (const each of [input, lines]) each.once('error', () => lines.close());
  const line = await new Promise<string>(resolve => {
    lines.once('line', resolve).once('close', () => resolve(''));
  });
  lines.close();
  return choiceIn(line, logOnly);
}

export function choiceIn(line: string, logOnly: boolean): Choice | undefined {
  const word = line.trim().toLowerCase();
  if (/^l(?:og)?$/.test(word)) return 'logs only';
  return /^b(?:an)?$/.test(word) && !logOnly ? 'bans' : undefined;
}
