import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { textOrNone } from '../util/files/read-file.ts';

/**
 * Fail2ban's jail files: their order, and where an option stands in them. What the options are in the end only Fail2ban says
 * (dump.ts); this names the file that is to be changed, and is asked where Fail2ban does not answer.
 */

export const fail2banFolder = '/etc/fail2ban';

/** An option as a file has it, continuation lines too. */
export interface Setting {
  readonly file: string;
  /** Of the line on which it begins, from 1. */
  readonly line: number;
  readonly section: string;
  /** In small letters, as configparser has it. */
  readonly name: string;
  readonly value: string;
}

/**
 * The files that make up the jails, in the order in which Fail2ban reads them; the last word counts (ConfigReader.read,
 * jail.conf(5)). `list` returns the paths of a folder's files, in order of their bytes, hidden ones left out.
 */
export const jailFiles = (
  folder = fail2banFolder,
  list: (folder: string) => readonly string[] = filesIn,
): string[] => filesOf('jail', folder, list);

/** The same of `jail` or `fail2ban`, the server's own. */
function filesOf(base: string, folder: string, list: (folder: string) => readonly string[]): string[] {
  const inside = list(join(folder, `${base}.d`));
  const ending = (end: string): string[] => inside.filter(path => path.endsWith(end));
  return [
    join(folder, `${base}.conf`),
    ...ending('.conf'),
    join(folder, `${base}.local`),
    ...ending('.local'),
  ];
}

/** The files of a folder, hidden ones left out. What is not there, or hidden from this user, says nothing. */
export function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter(name => !name.startsWith('.'));
    return names.sort().map(name => join(folder, name));
  } catch {
    return [];
  }
}

/** Every option of every jail file, in the order in which they are read. */
export const jailSettings = (folder = fail2banFolder): Setting[] =>
  jailFiles(folder).flatMap(file => settingsIn(textOrNone(file), file));

/** The same of the files that set up the server. */
export const serverSettings = (folder = fail2banFolder): Setting[] =>
  filesOf('fail2ban', folder, filesIn).flatMap(file => settingsIn(textOrNone(file), file));

/** What the admin has changed of actions, in the `.local` files beside them. */
export const actionSettings = (folder = fail2banFolder): Setting[] =>
  filesIn(join(folder, 'action.d'))
    .filter(file => file.endsWith('.local'))
    .flatMap(file => settingsIn(textOrNone(file), file));

/** What Python's configparser keeps in mind from line to line (RawConfigParser._read, with `;` before inline comments). */
interface Reading {
  readonly found: { file: string; line: number; section: string; name: string; value: string }[];
  section: string;
  indent: number;
  /** Whether a line that is indented deeper belongs to the last option. */
  open: boolean;
}

/** The options of one file, in the grammar of Python's configparser. Never throws. */
export function settingsIn(text: string, file: string): Setting[] {
  const reading: Reading = { found: [], section: '', indent: 0, open: false };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const plain = /^\s*[#;]/.test(line) ? '' : withoutComment(line).trim();
    if (plain !== '') takeLine(reading, { file, line: index + 1 }, plain, line.search(/\S/));
  }
  return reading.found;
}

function withoutComment(line: string): string {
  const comment = line.search(/\s;/);
  return comment < 0 ? line : line.slice(0, comment);
}

function takeLine(reading: Reading, at: Pick<Setting, 'file' | 'line'>, text: string, indent: number): void {
  const last = reading.found.at(-1);
  if (reading.open && last !== undefined && indent > reading.indent) {
    last.value += `\n${text}`;
    return;
  }
  reading.indent = indent;
  const section = /^\[(.+)\]/.exec(text)?.[1];
  if (section !== undefined) {
    Object.assign(reading, { section, open: false });
    return;
  }
  const sign = text.search(/[=:]/);
  if (sign < 1 || reading.section === '') return;
  const [name, value] = [text.slice(0, sign).trimEnd().toLowerCase(), text.slice(sign + 1).trimStart()];
  reading.found.push({ ...at, section: reading.section, name, value });
  reading.open = true;
}

/** Who has the last word on an option of a section; undefined where none of the files says a word about it. */
export const lastWord = (settings: readonly Setting[], section: string, name: string): Setting | undefined =>
  settings.findLast(one => one.section === section && one.name === name);

/** Whether the files switch a jail on; undefined where none of them says a word about it. */
export function switchedOn(settings: readonly Setting[], jail: string): boolean | undefined {
  const value = lastWord(settings, jail, 'enabled')?.value;
  return value === undefined ? undefined : /^(?:1|true|yes|on)$/i.test(value);
}
