import { readPrefix } from '../../config/prefix-text.ts';
import { lastWord, settingsIn } from '../../fail2ban/jail-files.ts';
import type { Prefix } from '../../net/address.ts';

/** A jail file's values of `ignoreip`, by section, each the last of its section. */
export type IgnoreIp = Readonly<Partial<Record<string, string>>>;

const sections = ['DEFAULT', 'portsentry'] as const;

export const parseJailFile = (text: string): IgnoreIp => {
  const settings = settingsIn(text, '').filter(({ name }) => name === 'ignoreip');
  const said = sections.map(section => [section, lastWord(settings, section, 'ignoreip')?.value] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
};

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
