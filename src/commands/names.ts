import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import { type ConfigSource, configOptions, sourceOf } from '../config/options.ts';
import { hostPaths } from '../config/read/host-files.ts';
import { openService } from '../daemon/service.ts';
import { answersPath, askerOf } from '../names/answers.ts';
import { readAnswers } from '../names/file.ts';
import { createRounds, type NamesRead } from '../names/rounds.ts';
import { diag } from '../util/diag.ts';
import { errorMessage, WorkError } from '../util/errors.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE]'],
  about: `Looks up the names of the ignore files every minute, and when one of these files has changed, in the foreground: it is what
portjail-names.service runs. It asks the name servers of /etc/resolv.conf for the addresses of each name, 5 seconds at
most, and writes them to /var/lib/portjail-names/answers.json, which the sentry reads: who has one of them is never banned.
The sentry itself asks nobody. It needs no right but to read the config and the ignore files.`,
  exit: ['ended by a signal', 'it runs already', 'wrong usage or config'],
} satisfies Help;

export const options = configOptions;

/** How often the files are looked at (milliseconds). */
const lookEvery = 1_000;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('names', { positionals });
  const service = openService();
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end.abort());
  // It looks for itself: a reload of the unit has nothing to do.
  process.on('SIGHUP', () => {});
  try {
    const path = answersPath();
    mustBeAlone(path);
    const source = sourceOf(values);
    const rounds = createRounds({ load: () => namesRead(source), path, ended: end.signal });
    diag('notice', `names go to ${path}`);
    const tell = (): void => service.works(() => rounds.summary());
    tell();
    while (!end.signal.aborted) {
      if (await rounds.turn()) tell();
      await sleep(lookEvery, undefined, { signal: end.signal }).catch(() => {});
    }
    service.ends();
    return 0;
  } catch (error) {
    service.ends(errorMessage(error));
    throw error;
  }
}

/** Says what of the ignore files is not as it stands there. */
function namesRead(source: ConfigSource): NamesRead {
  const { config, file, warnings, ignored } = loadConfig(source);
  const { files } = config.ignore;
  for (const warning of warnings.filter(text => files.some(name => text.includes(name))))
    diag('warning', warning);
  return {
    entries: ignored.names,
    files: [...new Set([file ?? [], hostPaths.config, hostPaths.portsentry, files].flat())],
  };
}

function mustBeAlone(path: string): void {
  const { found } = readAnswers(path);
  if (found !== undefined && found.pid !== process.pid && askerOf(found, Date.now()) !== 'none')
    throw new WorkError(`portjail names runs already: process ${found.pid} writes ${path}`);
}
