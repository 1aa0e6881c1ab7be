import { comparePrefixes, formatPrefix, type Prefix } from '../../net/address.ts';
import { formatHostName, type HostName } from '../../net/host-name.ts';

/** Whom an entry of an ignore file is about. */
export type Subject = Prefix | HostName;

export const isHostName = (subject: Subject): subject is HostName => 'name' in subject;

export const subjectText = (subject: Subject): string =>
  isHostName(subject) ? formatHostName(subject) : formatPrefix(subject);

/** NAME and NAME/64 are two entries, as an address and its network are. */
export const isSameSubject = (a: Subject, b: Subject): boolean =>
  isHostName(a) || isHostName(b) ? subjectText(a) === subjectText(b) : comparePrefixes(a, b) === 0;
