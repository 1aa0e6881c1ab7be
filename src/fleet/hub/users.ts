import {
  anyPardon,
  anyScan,
  askPrefix,
  inboxOf,
  keptSubject,
  pardonStream,
  scanStream,
  scanSubject,
} from '../names.ts';
import { type Certificate, userOf } from './certificate.ts';

/** A user as the hub's config has it: what it may publish on, and listen to. */
export interface HubUser {
  readonly user: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** A user with an account for itself. */
export interface HubMember extends HubUser {
  readonly account: string;
  /** What of the streams' account it reaches, and where. Whatever it has the hub reply to is its own. */
  readonly reaches: readonly { readonly there: string; readonly here: string }[];
}

type Named = Pick<Certificate, 'name' | 'issue'>;

export const admin = 'admin';

/** What making the streams takes, and clearing them of who is no more in the fleet. */
const making = ['INFO', 'CREATE', 'UPDATE', 'PURGE'].flatMap(act =>
  [scanStream, pardonStream].map(stream => `$JS.API.STREAM.${act}.${stream}`),
);

/** The admin pardons and makes the streams, in their account. */
export const adminUser = (certificate: Named): HubUser => ({
  user: userOf(certificate),
  publish: [anyPardon, ...making],
  subscribe: [`${inboxOf(certificate.name)}.>`],
});

/**
 * What reading the streams takes. Nobody may have the hub make a consumer: that would send messages to where its maker says.
 * Without wildcards: nats-server 2.9.10 ends with a panic when it replies to one that stands for more.
 */
const reading = [scanStream, pardonStream]
  .flatMap(stream => [`STREAM.INFO.${stream}`, `DIRECT.GET.${stream}`])
  .map(act => ({ there: `$JS.API.${act}`, here: `${askPrefix}.${act}` }));

/** A host tells on its own subject alone, and the collector tells nothing. */
export function memberUser(certificate: Named): HubMember {
  const { name } = certificate;
  const tells = name === 'collector' ? [] : [scanSubject(name)];
  return {
    account: name,
    user: userOf(certificate),
    publish: [...tells, `${askPrefix}.>`],
    subscribe: [keptSubject(anyScan), keptSubject(anyPardon), `${inboxOf(name)}.>`],
    reaches: [...tells.map(subject => ({ there: subject, here: subject })), ...reading],
  };
}
