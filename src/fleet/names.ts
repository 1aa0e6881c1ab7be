import { specialUsers } from '../config/rules/fleet-rules.ts';
import { type Address, formatAddress } from '../net/address.ts';

/**
 * What things are called at the hub. It lets each user publish on its own subject alone, which is what makes the subject,
 * and nothing that a message says, the origin of it.
 */

/** What hosts have seen. The newest events of each host are kept, so that none can push out those of another. */
export const scanStream = 'PORTJAIL';
export const pardonStream = 'PORTJAIL_PARDON';

/** Events of a host that the hub keeps. */
export const mostKept = 2_000;

export const anyScan = 'portjail.scan.*';
export const anyPardon = 'portjail.pardon.*';

/** Where the hub hands on what it keeps of a subject, each message with its number in the stream. */
export const keptSubject = (subject: string): string => subject.replace(/^portjail\./, 'portjail.kept.');
export const toldSubject = (kept: string): string => kept.replace(/^portjail\.kept\./, 'portjail.');

/** Where a host asks for what is kept; `$JS.API` is what the hub's own users ask by. */
export const askPrefix = 'portjail.ask';

const hostShape = /^[a-z0-9-]{1,32}$/;

/** Whether a name is one that a host can have; it becomes a word of a line. */
export const isHostName = (name: string): boolean => hostShape.test(name) && !specialUsers.includes(name);

export const scanSubject = (host: string): string => `portjail.scan.${host}`;

/** Whose event stands on a subject; undefined where it is none of a host's. */
export function originOf(subject: string): string | undefined {
  const name = /^portjail\.scan\.([^.]*)$/.exec(subject)?.[1] ?? '';
  return isHostName(name) ? name : undefined;
}

/** A dot would part an address in several words. */
export const pardonSubject = (address: Address): string =>
  `portjail.pardon.${formatAddress(address).replace(/[.:]/g, '-')}`;

/** Where replies to a user go: one that no other may listen to. */
export const inboxOf = (user: string): string => `_INBOX_${user}`;
