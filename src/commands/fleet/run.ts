import { loadConfig } from '../../config/load.ts';
import { sourceOf } from '../../config/options.ts';
import { openService } from '../../daemon/service.ts';
import { startFleet } from '../../fleet/member/start.ts';
import { fleetPlaces } from '../../fleet/place.ts';
import { shortText } from '../../fleet/status/text.ts';
import { diag } from '../../util/diag.ts';
import { errorMessage, UsageError } from '../../util/errors.ts';
import { type Arguments, refuseOperands } from '../command.ts';

/** In the foreground, until a signal ends it. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('fleet run', { positionals });
  process.umask(0o027);
  const service = openService();
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end.abort());
  try {
    const load = () => loadConfig(sourceOf(values));
    const { config } = load();
    const { fleet } = config;
    if (fleet.servers.length === 0)
      throw new UsageError(
        'fleet.servers names no server: name one in portjail.json, such as "tls://hub.example.net:4222"',
      );
    const running = await startFleet(config, load, fleetPlaces(), end.signal);
    process.on('SIGHUP', () => running.reopen());
    diag('notice', `portjail fleet runs as ${fleet.name}`);
    service.works(() => shortText(running.status()));
    await running.done;
    service.ends();
    return 0;
  } catch (error) {
    service.ends(errorMessage(error));
    throw error;
  }
}
