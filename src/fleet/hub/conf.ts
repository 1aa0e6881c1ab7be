import { renderTemplate } from '../../jails/pack/template.ts';
import type { Certificate } from './certificate.ts';
import { admin, adminUser, type HubUser, memberUser } from './users.ts';

/** The config of nats-server for these users. Same users, same bytes. */
export function hubConf(users: readonly Pick<Certificate, 'name' | 'issue'>[]): string {
  const admins = users.filter(({ name }) => name === admin);
  const members = users.filter(({ name }) => name !== admin).map(memberUser);
  return renderTemplate(
    'nats-server.conf',
    {
      admins: admins.map(adminUser).map(rights),
      members: members.map(({ account, reaches, ...user }) => ({ account, reaches, ...rights(user) })),
    },
    'plain',
  );
}

/** What the hub's unit is to do besides: systemd.unit(5). */
export const hubUnit = (): string => renderTemplate('nats-server-unit.conf', {}, 'plain');

const rights = ({ user, publish, subscribe }: HubUser) => ({
  user,
  publish: quoted(publish),
  subscribe: quoted(subscribe),
});

/** Names are of a closed alphabet: nothing in them ends a text. */
const quoted = (subjects: readonly string[]): string => subjects.map(subject => `"${subject}"`).join(', ');
