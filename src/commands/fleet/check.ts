import { loadConfig } from '../../config/load.ts';
import { sourceOf } from '../../config/options.ts';
import { checkFleet } from '../../fleet/check/check.ts';
import { findingText } from '../../fleet/check/finding.ts';
import { UsageError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { type Arguments, refuseOperands } from '../command.ts';

/** Asks the hub, as this host: 0 where nothing is wrong, else 1. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('fleet check', { positionals });
  const { fleet } = loadConfig(sourceOf(values)).config;
  if (fleet.servers.length === 0)
    throw new UsageError('fleet.servers names no server, so there is nothing to check');
  let isWrong = false;
  for await (const finding of checkFleet(fleet)) {
    print(findingText(finding));
    isWrong ||= finding.verdict === 'wrong';
  }
  return isWrong ? 1 : 0;
}
