import type { Config } from '../config/schema/schema.ts';
import { isInFleet } from '../config/watched.ts';
import type { Places } from '../events/places.ts';
import { readShared } from '../events/shared/read-shared.ts';
import type { Span } from '../events/span.ts';
import { createOthers } from '../report/others.ts';

/**
 * What is to be said of the jail of the fleet, which is not simulated: the log tells whom others named by the settings of then,
 * and nothing of those that other settings would have had them name.
 */
export async function othersNotes(
  config: Pick<Config, 'fleet' | 'jails'>,
  { shared }: Pick<Places, 'shared'>,
  span: Span,
): Promise<string[]> {
  if (!isInFleet(config) || shared === undefined) return [];
  const others = createOthers();
  const notes = await readShared(shared, { span }, one => others.add(one));
  const { toBan, observed, sources } = others.report();
  const { bantime } = config.jails.fleet;
  return [
    `portsentry-fleet is not simulated: other hosts of the fleet named ${sources} sources in this time, in ${toBan + observed} lines, ` +
      `${toBan} of them to be banned; with fleet.accept true each line is a ban of ${bantime}`,
    ...notes,
  ];
}
