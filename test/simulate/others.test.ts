import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { jailsOf } from '../../src/jails/pack/context.ts';
import { othersNotes } from '../../src/simulate/others.ts';
import { jailSettings } from '../../src/simulate/settings.ts';
import { logs } from '../events/fixture.ts';
import { sharedLine } from '../events/shared/fixture.ts';

const now = Date.now();
const hour = 3_600_000;
const span = { since: now - 24 * hour, until: now };
const loaded = loadConfig({ defaults: true });

test('jailSettings() has every jail that reads the log of the sentry or of Fail2ban, and not that of the fleet', () => {
  const names = jailSettings(jailsOf(loaded.config)).map(({ name }) => name);
  assert.deepEqual(names, [
    'portsentry',
    'portsentry-unverified',
    'portsentry-prefix',
    'portsentry-recidive',
  ]);
});

test('othersNotes() says of a host in a fleet how many others have named, and of no other host', async t => {
  const { log, put } = logs(t);
  const shared = `${log}.fleet`;
  put(
    shared,
    sharedLine('203.0.113.7', now - 2 * hour) +
      sharedLine('203.0.113.7', now - hour, 'told') +
      sharedLine('203.0.113.8', now - hour, 'told') +
      sharedLine('203.0.113.9', now - 30 * hour),
    now,
  );
  const fleet = { ...loaded.config.fleet, servers: ['tls://hub'], name: 'web1' };
  const member = { ...loaded.config, fleet };
  const [note = '', ...more] = await othersNotes(member, { shared }, span);
  assert.match(
    note,
    /^portsentry-fleet is not simulated: .* named 2 sources in this time, in 3 lines, 1 of them/,
  );
  assert.match(note, /with fleet\.accept true each line is a ban of 1h$/);
  assert.deepEqual(more, []);
  assert.deepEqual(await othersNotes(loaded.config, { shared }, span), []);
  assert.deepEqual(await othersNotes(member, {}, span), []);
});
