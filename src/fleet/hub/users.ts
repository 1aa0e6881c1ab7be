import { anyPardon, anyScan, inboxOf, pardonStream, scanStream, scanSubject } from '../names.ts';
import { type Certificate, userOf } from './certificate.ts';

/** A user as the hub's config has it: what it may publish on, and listen to. */
export interface HubUser {
  readonly user: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const streams = [scanStream, pardonStream];
const heard = [anyScan, anyPardon];

/** What reading the streams takes: a consumer with the user's own name. See fetch.ts. */
const reading = (user: string): string[] =>
  streams.flatMap(stream => [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${user}`,
    `$JS.API.CONSUMER.DELETE.${stream}.${user}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${user}`,
  ]);

/** What making the streams takes, and clearing them of who is no more in the fleet. */
const making: readonly string[] = streams.flatMap(stream =>
  ['CREATE', 'UPDATE', 'PURGE'].map(act => `$JS.API.STREAM.${act}.${stream}`),
);

/** A host tells on its own subject alone; the admin pardons and makes the streams; the collector listens. */
export function hubUser(certificate: Pick<Certificate, 'name' | 'issue'>): HubUser {
  const { name } = certificate;
  const own = { admin: [anyPardon, ...making], collector: [] }[name] ?? [scanSubject(name)];
  return {
    user: userOf(certificate),
    publish: [...own, ...reading(name)],
    subscribe: [...heard, `${inboxOf(name)}.>`],
  };
}
