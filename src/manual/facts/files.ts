import { dirname } from 'node:path';
import { hostPaths } from '../../config/read/host-files.ts';
import { configSchema } from '../../config/schema/schema.ts';
import { fail2banFolder } from '../../fail2ban/jail-files.ts';
import { filterFile, jailFile, logrotateFile } from '../../jails/pack/names.ts';
import { pathsOf } from '../../jails/write/paths.ts';
import { answersPath } from '../../names/answers.ts';
import { stateDirectory } from '../../state/state-files.ts';
import { statusPath } from '../../status/place.ts';

const { log, ignore } = configSchema.properties;

/** The files of portjail, each with what it is; the names are those that the pages choose by. */
export const files = {
  config: [hostPaths.config, 'the config, see portjail.json(5)'],
  portsentry: [hostPaths.portsentry, "Portsentry's, which is read where there is no portjail.json"],
  ignore: [
    ignore.properties.files.default[0],
    'addresses, networks and names that are never banned, one a line',
  ],
  log: [log.properties.file.default, 'the log that the jails read, see portjail-log(5)'],
  status: [statusPath({}), 'how the running sentry is'],
  state: [`${stateDirectory({})}/`, 'what the sentry remembers over a restart'],
  names: [answersPath({}), 'what the name servers have said of the names in the ignore files'],
  jails: [`${fail2banFolder}/${jailFile}`, 'the jails'],
  local: [
    `${fail2banFolder}/${jailFile.replace(/conf$/, 'local')}`,
    'your own changes of them, which no install touches',
  ],
  filter: [`${fail2banFolder}/${filterFile}`, 'what a line looks like that bans'],
  rotation: [`/etc/${logrotateFile}`, 'the rotation of the log'],
  record: [`${dirname(pathsOf('/').manifest)}/`, 'what install and setup have written, for uninstall'],
} as const satisfies Record<string, readonly [path: string, what: string]>;

export type FileName = keyof typeof files;

/** All of them, in this order. */
export const fileNames = Object.keys(files) as FileName[];
