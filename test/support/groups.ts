import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Tests that share a process. */
export interface Group {
  /** Good for a file's name. */
  readonly name: string;
  /** A module that runs them, one file after the other. */
  readonly text: string;
}

/** What a file does or asks that is its whole process's: its environment, signals, umask, clock, memory, open files. */
const ofTheProcess =
  /\bprocess\.(?:env\b|umask|chdir|exit|on\b|once\b|off\b|kill|emit|set[eg]?[ug]id|\w*[uU]sage)|\bmock\b|\bgc\(|\/proc\/self/;

/**
 * The files of a folder in one process, since to start one takes longer than most of them; a file that changes or measures
 * its process has one to itself. `files` stand below `root`.
 */
export function groupsOf(root: string, files: readonly string[]): Group[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const isAlone = ofTheProcess.test(readFileSync(join(root, file), 'utf8'));
    const name = (isAlone ? file : join(dirname(file), 'tests')).replaceAll('/', '-');
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const line = (file: string): string => `await import('${pathToFileURL(join(root, file)).href}');\n`;
  return [...groups].map(([name, members]) => ({ name, text: members.map(line).join('') }));
}
