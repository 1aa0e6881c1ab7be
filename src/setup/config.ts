import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Loaded } from '../config/load.ts';
import type { ConfigSource } from '../config/options.ts';
import { exists, hostPaths } from '../config/read/host-files.ts';
import { missingFolders } from '../jails/write/changes.ts';
import { digest } from '../jails/write/manifest.ts';
import { UsageError } from '../util/errors.ts';
import { writeNew } from '../util/files/change.ts';
import { noteDown, readRecord } from './record.ts';
import type { UnitState } from './systemd.ts';

/** Every key has its default. */
const text = '{}\n';

/**
 * Writes a portjail.json that says nothing where the host has no config, so that there is one to be changed. A
 * portsentry.conf stays the config: a portjail.json would go before it. Returns what was done.
 */
export function writeConfig(
  { file }: Pick<Loaded, 'file'>,
  path: string = hostPaths.config,
  record?: string,
): string {
  if (file !== undefined) return `${file}, as it is`;
  const { files, folders } = readRecord(record);
  const made = missingFolders(dirname(path));
  noteDown({ files: { ...files, [path]: digest(text) }, folders: [...folders, ...made] }, record);
  for (const folder of made) {
    mkdirSync(folder);
    // Whatever the umask is: the sentry reads it as another user.
    chmodSync(folder, 0o755);
  }
  writeNew(path, text);
  return `${path} written: the built-in defaults, to be changed there`;
}

/** The config that jails and sentry are to share: the one that the unit reads. Throws UsageError where another is asked for. */
export function unitConfig(source: ConfigSource, unit: Pick<UnitState, 'config'> | undefined): ConfigSource {
  if (unit === undefined) return source;
  const read = unit.config ?? [hostPaths.config, hostPaths.portsentry].find(exists);
  if (source.file !== undefined && resolve(source.file) !== read)
    throw new UsageError(
      `-c names ${source.file}, and portjail.service reads ${read ?? hostPaths.config}: put the config there, or have the ` +
        'service read yours ("systemctl edit portjail", ExecStart=), then run this again',
    );
  return unit.config === undefined ? source : { ...source, file: unit.config };
}
