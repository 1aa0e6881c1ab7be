import type { NamedEntry } from '../config/read/names.ts';
import { type Address, compareAddresses, formatAddress, parseAddress } from '../net/address.ts';
import { type Answer, endOf, mostAddresses } from './answers.ts';
import type { Found, LookedUp } from './look-up.ts';
import { refusalOf } from './refusal.ts';

const families = [4, 6] as const;

/** The answers after a round, from those before it. Of names that stand in no ignore file any more nothing is kept. */
export const nextAnswers = (
  entries: readonly NamedEntry[],
  before: readonly Answer[],
  found: ReadonlyMap<string, LookedUp>,
  now: number,
): Answer[] => entries.flatMap(entry => answersTo(entry, before, found.get(entry.name), now));

function answersTo(
  entry: NamedEntry,
  before: readonly Answer[],
  found: LookedUp | undefined,
  now: number,
): Answer[] {
  const replies = families.map(family => replyOf(found?.[family], entry));
  const hasAddress = replies.some(reply => reply !== undefined && reply.good.length > 0);
  return families.flatMap((family, at) => {
    const last = before.find(one => one.name === entry.name && one.family === family);
    if (found === undefined) return last === undefined ? [] : [last];
    return [answerOf({ name: entry.name, family }, kept(last, entry, now), replies[at], hasAddress, now)];
  });
}

/** The addresses of a reply, each once and in order, parted in those that count and those that do not. */
interface Reply {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** Undefined for a question that failed. */
function replyOf(found: Found | undefined, { allowsPrivate }: NamedEntry): Reply | undefined {
  if (found === undefined || 'failed' in found) return undefined;
  const isGood = (address: Address): boolean => refusalOf(address, allowsPrivate) === undefined;
  const sorted = [...found.addresses].sort(compareAddresses);
  const texts = (list: readonly Address[]): string[] => [...new Set(list.map(formatAddress))];
  return { good: texts(sorted.filter(isGood)), bad: texts(sorted.filter(one => !isGood(one))) };
}

type Kept = Pick<Answer, 'addresses' | 'left' | 'answered' | 'emptySince'>;
const nothing: Kept = { addresses: [], left: 0, answered: 0, emptySince: null };

/** What is left of the last answer: nothing where its time is over or the entry has another mind by now. */
function kept(last: Answer | undefined, { allowsPrivate }: NamedEntry, now: number): Kept {
  if (last === undefined || endOf(last, now) <= now) return nothing;
  const { left, answered, emptySince } = last;
  const addresses = last.addresses.filter(text => {
    const address = parseAddress(text);
    return address !== undefined && refusalOf(address, allowsPrivate) === undefined;
  });
  return { addresses, left, answered: Math.min(answered, now), emptySince };
}

function answerOf(
  whose: Pick<Answer, 'name' | 'family'>,
  last: Kept,
  reply: Reply | undefined,
  hasAddress: boolean,
  now: number,
): Answer {
  if (reply === undefined) return { ...whose, ...last, outcome: 'failed', refused: [] };
  const { good, bad } = reply;
  const refused = bad.slice(0, mostAddresses);
  if (good.length > 0) {
    const [addresses, left] = [good.slice(0, mostAddresses), Math.max(0, good.length - mostAddresses)];
    return { ...whose, addresses, left, answered: now, emptySince: null, outcome: 'answered', refused };
  }
  const outcome = bad.length > 0 ? 'refused' : 'empty';
  // Who has moved to the other family alone is not who was there.
  if (hasAddress) return { ...whose, ...nothing, emptySince: now, outcome, refused };
  return { ...whose, ...last, emptySince: last.emptySince ?? now, outcome, refused };
}
