import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import type { askerOf } from './answers.ts';
import type { NameStanding, StandingOutcome } from './standing.ts';

/** Addresses of one name in one line. */
const fitting = 6;

/** The addresses that count, the first ones, and how many more there are. */
export function listed({ addresses, left }: Pick<NameStanding, 'addresses' | 'left'>): string {
  const more = addresses.length - fitting;
  const others = more > 0 ? ` and ${more} more` : '';
  return `${addresses.slice(0, fitting).join(' ')}${others}${left > 0 ? ` (${left} others do not count)` : ''}`;
}

/** A name with its addresses and their age, or that it spares nobody, and why. */
export function nameText(standing: NameStanding, now: number): string {
  const { name, addresses, answered, until, outcome } = standing;
  if (addresses.length === 0 || answered === null || until === null)
    return `${name} spares nobody: ${whyNobody(standing)}`;
  const age = formatDistanceStrict(answered, now);
  const text = `${name} is ${listed(standing)}, as of ${age} ago`;
  if (outcome === 'answered') return text;
  return `${text}: ${whyNobody(standing)}, so that these count for ${formatDistanceStrict(until, now)} more`;
}

const reasons: Readonly<Record<StandingOutcome, string>> = {
  answered: 'its addresses are too old',
  unasked: 'it has not been looked up yet',
  empty: 'it has no address',
  refused: 'no address that it has counts',
  failed: 'it cannot be looked up',
};

export const whyNobody = ({ outcome, refused }: Pick<NameStanding, 'outcome' | 'refused'>): string =>
  outcome === 'refused' ? `${reasons.refused} (${refused.join(' ')})` : reasons[outcome];

export const startAsker = 'systemctl enable --now portjail-names';

/** What is wrong where names are to be spared and nobody asks for their addresses; undefined where all is well. */
export function namesUnaskedText(
  names: readonly NameStanding[],
  asker: ReturnType<typeof askerOf>,
): string | undefined {
  if (names.length === 0 || asker === 'runs') return undefined;
  const first = names[0]?.name ?? '';
  const which = names.length === 1 ? first : `${first} and ${names.length - 1} more names`;
  return asker === 'none'
    ? `the ignore files have ${which}, and "portjail names", which looks them up, does not run: who has another address by now is not spared`
    : `"portjail names" has written nothing for three minutes: ${which} may have other addresses by now, which are not spared`;
}
