import type { Loaded } from '../config/load.ts';
import { answersPath } from '../names/answers.ts';
import { readAnswers } from '../names/file.ts';
import { formatPrefix, type Prefix } from '../net/address.ts';
import type { ServiceNames } from '../net/service-names.ts';
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
  };
}
