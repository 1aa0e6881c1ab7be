import { readPrefix } from '../../../config/read/prefix-text.ts';
import type { Ignoring } from '../../../fail2ban/ignored.ts';
import { lastWord, settingsIn } from '../../../fail2ban/jail-files.ts';
import { type Prefix, parseAddress } from '../../../net/address.ts';

/** A jail file's values of `ignoreip`, by section, each the last of its section. */
export type IgnoreIp = Readonly<Partial<Record<string, string>>>;

const sections = ['DEFAULT', 'portsentry'] as const;

export const parseJailFile = (text: string): IgnoreIp => {
  const settings = settingsIn(text, '').filter(({ name }) => name === 'ignoreip');
  const said = sections.map(section => [section, lastWord(settings, section, 'ignoreip')?.value] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
};

/**
 * Whom the files name, and whom Fail2ban itself says that it ignores, in forms that the files' reader does not know. The
 * very same list while neither has changed: a value may hold thousands of hosts. `say` hears once of each name.
 */
export function ignoredLooker(
  { words }: Ignoring,
  say: (name: string) => void,
): (files: readonly IgnoreIp[]) => readonly Prefix[] {
  let known: readonly IgnoreIp[] = [];
  let told: readonly string[] = [];
  let ignored: readonly Prefix[] = [];
  const named = new Set<string>();
  return files => {
    const now = words(files);
    const isSame = files.length === known.length && files.every((file, at) => file === known[at]);
    if (isSame && now === told) return ignored;
    [known, told] = [files, now];
    for (const word of now.filter(one => isHostName(one) && !named.has(one))) {
      named.add(word);
      say(word);
    }
    ignored = [...ignoredBy(files), ...now.flatMap(word => prefixOf(word) ?? [])];
    return ignored;
  };
}

/** Names are never looked up: anyone who runs a name server would have a say in who is protected. */
const isHostName = (word: string): boolean => prefixOf(word) === undefined && /^[\w.-]{1,253}$/.test(word);

/** An address or a network, also with a mask instead of a length (192.0.2.0/255.255.255.0). */
function prefixOf(word: string): Prefix | undefined {
  const [, base, mask] = /^([\d.]+)\/(\d+\.[\d.]+)$/.exec(word) ?? [];
  if (base === undefined || mask === undefined) return readPrefix(word)?.prefix;
  const bits = parseAddress(mask)?.[3];
  if (bits === undefined) return undefined;
  const length = Math.clz32(~bits);
  // A mask with holes is none.
  const hasHoles = length < 32 && bits << length !== 0;
  return hasHoles ? undefined : readPrefix(`${base}/${length}`)?.prefix;
}

/**
 * What is left when later files have replaced earlier ones. Both sections count, though Fail2ban lets a jail's own list
 * replace the default: the jails beside [portsentry] still go by that.
 */
export function ignoredBy(files: readonly IgnoreIp[]): Prefix[] {
  return sections.flatMap(section => {
    const last = files.reduce((before, file) => withKnown(file[section], before), '');
    return last.split(/[\s,]+/).flatMap(word => prefixOf(word) ?? []);
  });
}

/** Characters: a value that names the ones before over and over again would double without end. */
const longest = 2 ** 20;

/** `%(known/ignoreip)s` stands for the value that the files before have given. */
const withKnown = (value: string | undefined, before: string): string =>
  value === undefined ? before : value.replaceAll('%(known/ignoreip)s', () => before).slice(0, longest);
