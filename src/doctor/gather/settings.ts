import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHostFiles } from '../../detect/protected/host-files.ts';
import { jailFiles } from '../../detect/protected/ignoreip.ts';
import type { Setting } from '../../fail2ban/jail-files.ts';
import { filterFile, jailFile, jailNames, recidiveFilterFile } from '../../jails/names.ts';
import { textOrNone } from '../../util/read-file.ts';
import type { PackFacts } from '../facts.ts';

const folder = '/etc/fail2ban';
const sections: readonly string[] = ['DEFAULT', 'recidive', ...jailNames];

/** What the jail files say, to name the one that is to be changed; what they come to is Fail2ban's to say. */
export function gatherPack(): PackFacts {
  const files = jailFiles(createHostFiles(() => {})).filter(existsSync);
  const overrides = [filterFile, recidiveFilterFile].map(name =>
    join(folder, name.replace(/\.conf$/, '.local')),
  );
  return {
    installed: existsSync(join(folder, jailFile)),
    settings: files.flatMap(file => settingsIn(textOrNone(file), file)),
    filterOverrides: overrides.filter(existsSync),
  };
}

/** The options of a jail file, in the grammar of Python's configparser, without continuation lines. */
export function settingsIn(text: string, file: string): Setting[] {
  const found: Setting[] = [];
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\[([^\]]*)\]/.exec(line)?.[1] ?? section;
    const [, name, value = ''] = /^([\w.]+)\s*[=:]\s*(.*)$/.exec(line.replace(/\s[;#].*$/, '')) ?? [];
    if (name === undefined || !sections.includes(section)) continue;
    found.push({ file, section, name: name.toLowerCase(), value: value.trim() });
  }
  return found;
}
