import { readPrefix } from '../../config/prefix-text.ts';
import type { Prefix } from '../../net/address.ts';
import type { HostFiles } from './host-files.ts';

const folder = '/etc/fail2ban';

/** The files that make up Fail2ban's jails, in the order in which it reads them (ConfigReader.read, jail.conf(5)). */
export const jailFiles = (files: HostFiles): string[] => [
  `${folder}/jail.conf`,
  ...files.list(`${folder}/jail.d`).filter(path => path.endsWith('.conf')),
  `${folder}/jail.local`,
  ...files.list(`${folder}/jail.d`).filter(path => path.endsWith('.local')),
];

/** A jail file's values of `ignoreip`, by section, each the last of its section. */
export type IgnoreIp = Readonly<Partial<Record<string, string>>>;

const sections = ['DEFAULT', 'portsentry'] as const;

/** `ignoreip` of [DEFAULT] and [portsentry] with its continuation lines, in the grammar of Python's configparser. */
export function parseJailFile(text: string): IgnoreIp {
  const found = new Map<string, string>();
  let section = '';
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const plain = line.replace(/\s;.*$/, '');
    if (/^\s/.test(line)) {
      if (inside) found.set(section, `${found.get(section) ?? ''} ${plain.trim()}`);
      continue;
    }
    section = /^\[([^\]]*)\]/.exec(plain)?.[1] ?? section;
    const value = /^ignoreip\s*[=:](.*)$/i.exec(plain)?.[1];
    inside = value !== undefined && sections.some(name => name === section);
    if (inside) found.set(section, value?.trim() ?? '');
  }
  return Object.fromEntries(found);
}

/** As `ignoredBy`; the very same list while every file is: a value may hold thousands of hosts. */
export function ignoredLooker(): (files: readonly IgnoreIp[]) => readonly Prefix[] {
  let known: readonly IgnoreIp[] = [];
  let ignored: readonly Prefix[] = [];
  return files => {
    if (files.length === known.length && files.every((file, at) => file === known[at])) return ignored;
    [known, ignored] = [files, ignoredBy(files)];
    return ignored;
  };
}

/**
 * What is left when later files have replaced earlier ones. Both sections count, though Fail2ban lets a jail's own list
 * replace the default: the jails beside [portsentry] still go by that.
 */
export function ignoredBy(files: readonly IgnoreIp[]): Prefix[] {
  return sections.flatMap(section => {
    const last = files.reduce((before, file) => withKnown(file[section], before), '');
    return last.split(/[\s,]+/).flatMap(word => readPrefix(word)?.prefix ?? []);
  });
}

/** Characters: a value that names the ones before over and over again would double without end. */
const longest = 2 ** 20;

/** `%(known/ignoreip)s` stands for the value that the files before have given. */
const withKnown = (value: string | undefined, before: string): string =>
  value === undefined ? before : value.replaceAll('%(known/ignoreip)s', () => before).slice(0, longest);
