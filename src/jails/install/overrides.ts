import { lastWord, type Setting, switchedOn } from '../../fail2ban/jail-files.ts';
import { WorkError } from '../../util/errors.ts';
import { jailFile, jailNames } from '../pack/names.ts';
import { jailsMendFile } from '../write/paths.ts';

/**
 * Files that Fail2ban reads after ours and that send a jail of ours elsewhere, such as a jail.local that is a copy of
 * jail.conf, whose [portsentry] reads the log of Portsentry. What the admin may well mean, such as other times, is none.
 */

/** An option that sends a jail elsewhere, and what ours has said before. */
export interface Override {
  readonly setting: Setting;
  readonly own: string;
}

/** Whether a value that took the place of ours has the jail look at something else. */
const leads: Readonly<Record<string, (value: string, own: string) => boolean>> = {
  filter: value => !/^portjail\b/.test(value),
  logpath: (value, own) => !value.split(/\s+/).includes(own),
  backend: (value, own) => value.startsWith('systemd') !== own.startsWith('systemd'),
};

/** `settings` are those of all jail files, the pack's among them. */
export function overridesIn(settings: readonly Setting[]): Override[] {
  const ours = settings.filter(({ file }) => file.endsWith(`/${jailFile}`));
  return jailNames
    .filter(jail => switchedOn(settings, jail) === true)
    .flatMap(jail =>
      Object.entries(leads).flatMap(([option, leadsAway]) => {
        const [last, own] = [lastWord(settings, jail, option), lastWord(ours, jail, option)];
        if (last === undefined || own === undefined || last.file === own.file) return [];
        // What a value that names others becomes is for the trial to find out.
        const isWrong = !last.value.includes('%(') && leadsAway(last.value, own.value);
        return isWrong ? [{ setting: last, own: own.value }] : [];
      }),
    );
}

/** The fix: a file of ours behind jail.local that says again what ours has said. */
export function jailsMend(overrides: readonly Override[]): string {
  // Fail2ban refuses a file that has a section twice.
  const sections = [...new Set(overrides.map(({ setting }) => setting.section))].map(section => {
    const said = overrides.filter(({ setting }) => setting.section === section);
    return `[${section}]\n${said.map(({ setting, own }) => `${setting.name} = ${own}\n`).join('')}`;
  });
  return (
    '# Written by `portjail install --mend`: another file of this host sends these jails elsewhere, and this one has the\n' +
    `# last word. \`portjail uninstall\` removes it.\n${sections.join('')}`
  );
}

/** Throws WorkError with the file, the line and the way out. */
export function refuseOverride({ setting, own }: Override, canMend: boolean): never {
  const { file, line, section, name, value } = setting;
  const mend = canMend
    ? `, or have "portjail install --mend" write ${jailsMendFile}, which wins over it`
    : '';
  throw new WorkError(
    `${file}, line ${line}, has "${name} = ${value.split('\n').join(' ')}" in [${section}], which wins over ${jailFile} ` +
      `(${own}): the jail ${section} would see nothing of the sentry's. Remove that line, or the whole section where it ` +
      `is a copy of jail.conf's${mend}`,
  );
}
