import type { NamedEntry } from '../config/read/names.ts';
import { parseAddress } from '../net/address.ts';
import type { Answer } from './answers.ts';
import type { LookedUp } from './look-up.ts';
import { refusalOf } from './refusal.ts';
import { nameStanding, type StandingOutcome } from './standing.ts';
import { listed, whyNobody } from './text.ts';

/** What a round has changed, a line for each name: what stays as it was is not said again. */
export function noticesOf(
  entries: readonly NamedEntry[],
  { before, after }: { readonly before: readonly Answer[]; readonly after: readonly Answer[] },
  found: ReadonlyMap<string, LookedUp>,
  now: number,
): string[] {
  return entries.flatMap(entry => {
    const [was, is] = [nameStanding(entry, before, now), nameStanding(entry, after, now)];
    const isSame = was.outcome === is.outcome && listed(was) === listed(is);
    if (isSame && was.refused.join() === is.refused.join()) return [];
    const bad = is.refused.map(text => `${text} (${whyRefused(text, entry.allowsPrivate)})`);
    const refused = bad.length === 0 ? '' : `; refused: ${bad.join(' ')}`;
    const who = is.addresses.length === 0 ? `spares nobody: ${whyNobody(is)}` : `is ${listed(is)}`;
    return [`${is.name} ${who}${refused}${failureOf(is.outcome, found.get(entry.name))}`];
  });
}

const whyRefused = (text: string, allowsPrivate: boolean): string => {
  const address = parseAddress(text);
  return (address && refusalOf(address, allowsPrivate)) ?? 'refused';
};

function failureOf(outcome: StandingOutcome, found: LookedUp | undefined): string {
  const failed = found && [found[4], found[6]].flatMap(one => ('failed' in one ? one.failed : []));
  return outcome !== 'failed' || failed === undefined ? '' : ` (${[...new Set(failed)].join(', ')})`;
}
