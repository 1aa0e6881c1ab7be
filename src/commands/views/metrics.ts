import { loadConfig } from '../../config/load.ts';
import { configOptions, sourceOf } from '../../config/options.ts';
import { isInFleet } from '../../config/watched.ts';
import { bansPlace, logPlace } from '../../events/places.ts';
import { collect } from '../../metrics/collect.ts';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { writeByRename } from '../../util/files/change.ts';
import { NoFile } from '../../util/files/plain-file.ts';
import { readWhole } from '../../util/files/read-file.ts';
import type { Options } from '../../util/option.ts';
import { print } from '../../util/print.ts';
import { type Arguments, type Help, refuseOperands } from '../command.ts';

export const help = {
  forms: ['[-c FILE] [--log FILE] [-o FILE]'],
  about: `Prints what is counted in the text format of Prometheus: the running sentry's counters, lines of the log by evidence, kind
and reason, bans by jail, and whether all of it runs. No label holds an address. Run it as root: status.json, both logs
and Fail2ban's socket are for root. What is not known is left out; it is not 0.`,
  more: `portjail-metrics.timer writes it every minute, once you switch it on. Alert rules come with the package.`,
} satisfies Help;

export const options = {
  ...configOptions,
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    what: 'write a textfile for the node exporter, by rename; lines of the logs are counted on from the last time, by a comment in that file. Without it, what the kept logs hold is counted',
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('metrics', { positionals });
  const { config } = loadConfig(sourceOf(values));
  const places = { log: logPlace(config), bans: bansPlace() };
  const output = typeof values['output'] === 'string' ? values['output'] : undefined;
  if (output === undefined) {
    print(await collect(places, undefined, () => isInFleet(config)));
    return 0;
  }
  const text = await collect(places, lastRun(output), () => isInFleet(config));
  try {
    writeByRename(output, text);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new WorkError(`cannot write ${output}: ${errorMessage(error)}`, { cause: error });
  }
  return 0;
}

/** What the last run wrote; undefined where there was none. The folder may be the node exporter's. */
function lastRun(output: string): string | undefined {
  try {
    return readWhole(output, most, { links: 'guarded' }).toString('utf8');
  } catch (error) {
    if (error instanceof NoFile) throw new WorkError(`${output} ${error.message}`, { cause: error });
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new WorkError(`cannot read ${output}: ${errorMessage(error)}`, { cause: error });
  }
}

/** Bytes; it has some 10,000. */
const most = 1024 * 1024;
