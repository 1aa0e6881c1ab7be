import { loadConfig } from '../../config/load.ts';
import { sourceOf } from '../../config/options.ts';
import { openService } from '../../daemon/service.ts';
import { collectorUser, startCollecting } from '../../fleet/collect/collect.ts';
import { credentialsOf, openLink } from '../../fleet/link/connect.ts';
import { diag } from '../../util/diag.ts';
import { errorMessage, UsageError } from '../../util/errors.ts';
import { type Arguments, refuseOperands } from '../command.ts';

/** In the foreground, until a signal ends it. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('fleet collect', { positionals });
  const { output } = values;
  if (typeof output !== 'string')
    throw new UsageError(
      'portjail fleet collect: name the log with -o FILE: it must be one that no jail reads',
    );
  const { fleet } = loadConfig(sourceOf(values)).config;
  if (fleet.servers.length === 0)
    throw new UsageError('fleet.servers names no server, so there is nobody to hear');
  process.umask(0o027);
  const service = openService();
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end.abort());
  try {
    const own = credentialsOf({ ...fleet, cert: '', key: '' }, collectorUser);
    const collecting = await startCollecting(output, () => openLink(fleet.servers, own), end.signal);
    process.on('SIGHUP', () => collecting.reopen());
    diag('notice', `collecting into ${output}`);
    service.works(() => `${collecting.counts().written} lines written`);
    await collecting.done;
    service.ends();
    return 0;
  } catch (error) {
    service.ends(errorMessage(error));
    throw error;
  }
}
