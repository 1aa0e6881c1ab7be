import type { Loaded } from '../config/load.ts';
import { answersPath } from '../names/answers.ts';
import { readAnswers } from '../names/file.ts';
import { formatPrefix, type Prefix, parseAddress } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { ServiceNames } from '../net/service-names.ts';
import { findFleet } from '../status/fleet/find.ts';
import { statusPath } from '../status/place.ts';
import { livingStatus } from '../status/problems.ts';
import { readStatus } from '../status/read.ts';
import type { Telling } from './rows.ts';
import { standingOf } from './standing.ts';

/** What the story of an address or network is told by: today's config, and what the running sentry says of itself. */
export function tellingOf(only: Prefix, loaded: Loaded, services: ServiceNames): Telling {
  const status = livingStatus(readStatus(statusPath()));
  const answers = readAnswers(answersPath()).found?.answers ?? [];
  return {
    name: formatPrefix(only),
    trigger: loaded.config.trigger,
    standing: standingOf(only, loaded, status, Date.now(), answers),
    services,
    refused: refusedOf(only),
  };
}

/** By the fleet's process that runs here, where one does. */
function refusedOf(only: Prefix): Telling['refused'] {
  const asked = prefixSet([only]);
  const { refused = [] } = findFleet(() => false)?.status ?? {};
  return refused.filter(({ source }) => {
    const address = parseAddress(source);
    return address !== undefined && asked.has(address);
  });
}
