import { renderTemplate } from '../../jails/pack/template.ts';
import type { Certificate } from './certificate.ts';
import { hubUser } from './users.ts';

/** The config of nats-server for these users. Same users, same bytes. */
export const hubConf = (users: readonly Pick<Certificate, 'name' | 'issue'>[]): string =>
  renderTemplate(
    'nats-server.conf',
    {
      users: users.map(hubUser).map(({ user, publish, subscribe }) => ({
        user,
        publish: quoted(publish),
        subscribe: quoted(subscribe),
      })),
    },
    'plain',
  );

/** Names are of a closed alphabet: nothing in them ends a text. */
const quoted = (subjects: readonly string[]): string => subjects.map(subject => `"${subject}"`).join(', ');
