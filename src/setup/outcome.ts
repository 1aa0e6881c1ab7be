import type { Loaded } from '../config/load.ts';
import { installedLog } from '../jails/install/installed-log.ts';
import { type Force, forceBy } from '../status/force.ts';
import { statusPath } from '../status/place.ts';
import { jailProblems, livingStatus, sentryProblems } from '../status/problems.ts';
import { readSettled } from '../status/read.ts';
import { askStanding } from '../status/standing.ts';

/** What is in force here now, and what is wrong with it, as `status` has it. */
export async function outcomeHere({ config }: Loaded): Promise<{ force: Force; problems: string[] }> {
  const standing = await askStanding();
  const found = await readSettled(statusPath());
  const status = livingStatus(found);
  return {
    force: forceBy(found, status !== undefined, standing),
    problems: [
      ...sentryProblems(found, statusPath(), Date.now()),
      ...jailProblems(standing, status?.log?.file ?? config.log.file, installedLog()),
    ],
  };
}
