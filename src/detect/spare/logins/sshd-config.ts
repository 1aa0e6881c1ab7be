import type { HostFiles } from '../hosts/host-files.ts';
import { linesOf } from '../hosts/words.ts';

type Settings = ReadonlyMap<string, string>;

/**
 * A setting of sshd, its name and its value in small letters; '' when there is none, undefined when a file that comes first
 * is not to be read. The first word counts, sshd_config(5), and distributions include the folder first.
 */
export function sshdSetting(files: HostFiles, name: string): string | undefined {
  const paths = [...files.list('/etc/ssh/sshd_config.d', '.conf'), '/etc/ssh/sshd_config'];
  for (const path of paths) {
    const settings = files.parsed(path, bytes => settingsIn(bytes.toString('latin1')));
    if (settings === undefined) return undefined;
    const value = settings.get(name);
    if (value !== undefined) return value;
  }
  return '';
}

/** What stands before the first Match block. */
export function settingsIn(text: string): Settings {
  const settings = new Map<string, string>();
  for (const [key = '', value = ''] of linesOf(text)) {
    const name = key.toLowerCase();
    if (name === 'match') break;
    if (!settings.has(name)) settings.set(name, value.toLowerCase());
  }
  return settings;
}
