import { chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, configSchema } from '../config/schema/schema.ts';
import type { User } from '../sys/process/rights.ts';
import { errorCode, WorkError } from '../util/errors.ts';
import { reach } from '../util/files/reach.ts';

/** Where the state is kept. */

const defaultLog: string = configSchema.properties.log.properties.file.default;

/** systemd names the folder (StateDirectory= of systemd.exec(5)), else it is ours. */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const [first = ''] = (environment['STATE_DIRECTORY'] ?? '').split(':');
  return first.startsWith('/') ? first : '/var/lib/portjail';
}

const isDefault = ({ target, file }: Config['log']): boolean => target === 'journal' || file === defaultLog;

/** The files to try, one after the other: for another log than the default one the state stands beside it. */
export function stateFiles(log: Config['log'], directory = stateDirectory()): string[] {
  const beside = log.target === 'journal' ? [] : [`${log.file}.state`];
  return isDefault(log) ? [join(directory, 'state'), ...beside] : beside;
}

/**
 * Makes the folder of the default log's state and gives it to the user that we are about to become. What cannot be done shows
 * when the state is saved.
 */
export function makeStateDirectory(
  log: Config['log'],
  user: User | undefined,
  directory = stateDirectory(),
): void {
  if (!isDefault(log)) return;
  try {
    reach(join(directory, 'state'), ({ folder }) => {
      if (user === undefined || process.getuid?.() !== 0 || statSync(folder).uid === user.uid) return;
      // A folder with other files is not ours to give away, whatever STATE_DIRECTORY says.
      const isOurs = readdirSync(folder).every(name => name.startsWith('state'));
      if (isOurs) chownSync(folder, user.uid, user.gid);
    });
  } catch (error) {
    if (errorCode(error) === undefined && !(error instanceof WorkError)) throw error;
  }
}
