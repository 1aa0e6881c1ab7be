import { Resolver } from 'node:dns/promises';
import { type Address, parseAddress } from '../net/address.ts';
import { errorCode } from '../util/errors.ts';
import { later } from '../util/steady.ts';

/** What a question came to: addresses, none of which is an answer too, or why it failed. */
export type Found = { readonly addresses: readonly Address[] } | { readonly failed: string };

/** Of both families. */
export type LookedUp = Readonly<Record<4 | 6, Found>>;

/** What is asked: a Resolver, as far as it is needed. */
interface Asking {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  /** Ends every question. */
  cancel(): void;
}

/** A name may take so long (milliseconds), and a name server that does not reply so much of it. */
const patience = 5_000;
const timeout = 1_500;

/**
 * Asks the name servers of /etc/resolv.conf, which a resolver reads when it is made, for the A and AAAA records. Not
 * the C library, whose getaddrinfo(3) cannot be stopped and does not tell a name without addresses from a server that fails:
 * so /etc/hosts has no say.
 */
export const newResolver = (): Asking => new Resolver({ timeout, tries: 2 });

/** Looks a name up. Never throws; every question has ended within `limit` milliseconds, or when `ended` is aborted. */
export async function lookUp(
  name: string,
  ended: AbortSignal,
  resolver: Asking = newResolver(),
  limit = patience,
): Promise<LookedUp> {
  const cancel = (): void => resolver.cancel();
  const end = later(limit, 'ending a look-up', cancel);
  ended.addEventListener('abort', cancel);
  const [four, six] = await Promise.all([
    foundIn(() => resolver.resolve4(name)),
    foundIn(() => resolver.resolve6(name)),
  ]);
  clearTimeout(end);
  ended.removeEventListener('abort', cancel);
  return { 4: four, 6: six };
}

/** Names that are asked for at a time: a name server of a small network must not be flooded. */
const atATime = 20;

/** Looks all of them up; 100 names of which none is answered take 25 seconds. */
export async function lookUpAll(
  names: readonly string[],
  ended: AbortSignal,
  look = lookUp,
): Promise<ReadonlyMap<string, LookedUp>> {
  const found = new Map<string, LookedUp>();
  for (let at = 0; at < names.length && !ended.aborted; at += atATime) {
    const some = names.slice(at, at + atATime);
    const looked = await Promise.all(some.map(async name => [name, await look(name, ended)] as const));
    for (const [name, one] of looked) found.set(name, one);
  }
  return found;
}

async function foundIn(ask: () => Promise<string[]>): Promise<Found> {
  try {
    return { addresses: (await ask()).map(parseAddress).filter(address => address !== undefined) };
  } catch (error) {
    const code = errorCode(error) ?? 'EUNKNOWN';
    // No such name, and a name without such records, RFC 2308.
    return ['ENOTFOUND', 'ENODATA'].includes(code) ? { addresses: [] } : { failed: reasons[code] ?? code };
  }
}

const silent = 'no name server has replied in time';
const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: silent,
  ECANCELLED: silent,
  ECONNREFUSED: 'no name server can be reached',
  ESERVFAIL: 'the name server could not find out',
  EREFUSED: 'the name server refuses to reply',
};
