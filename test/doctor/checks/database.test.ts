import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noDatabase } from '../../../src/doctor/checks/database.ts';
import { healthy, names } from '../facts.ts';

const keeping = (
  live: string | undefined,
  configured: string | undefined,
  file = '/etc/fail2ban/fail2ban.local',
) => ({
  ...healthy,
  server: { ...healthy.server, database: { live, configured } },
  pack: {
    ...healthy.pack,
    serverSettings: [{ file, line: 2, section: 'Definition', name: 'dbfile', value: 'None' }],
  },
});

test('noDatabase() names the file that says so, and tells it from a database that could not be opened', () => {
  const [said] = noDatabase(keeping(undefined, undefined));
  assert.match(said?.what ?? '', /fail2ban\.local, line 2: dbfile = None.* do not grow/);
  const [broken] = noDatabase(keeping(undefined, '/var/lib/x'));
  assert.match(
    `${broken?.what} ${broken?.mend}`,
    /name the database \/var\/lib\/x, .* restart Fail2ban; .*damaged/,
  );
  assert.deepEqual(names(noDatabase, keeping('/var/lib/x', '/var/lib/x')), []);
});

test('noDatabase() cannot ask a server that is down', () => {
  const { server, ...rest } = keeping(undefined, undefined);
  assert.deepEqual(names(noDatabase, { ...rest, server: { ...server, state: 'down' } }), []);
});
