import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forceBy, forceOf } from '../../src/status/force.ts';
import type { JailStanding, Standing } from '../../src/status/standing.ts';

test('forceOf() bans only with a sentry, a server and a jail of the sentry at once', () => {
  const all = { sentry: true, server: 'up', up: ['portsentry'] } as const;
  assert.equal(forceOf(all), 'bans');
  assert.equal(forceOf({ ...all, up: ['portsentry-unverified'] }), 'bans');
  assert.equal(forceOf({ ...all, sentry: false }), 'nothing');
  assert.equal(forceOf({ ...all, server: 'down' }), 'logs only');
  assert.equal(forceOf({ ...all, server: 'not installed', up: [] }), 'logs only');
});

test('forceOf() takes recidive for no jail that bans whom the sentry names', () =>
  assert.equal(forceOf({ sentry: true, server: 'up', up: ['portsentry-recidive'] }), 'logs only'));

test('forceOf() does not guess what it may not ask', () => {
  assert.equal(forceOf({ sentry: true, server: 'forbidden', up: [] }), 'unknown');
  assert.equal(forceOf({ sentry: true, server: 'silent', up: [] }), 'unknown');
  assert.equal(forceOf({ sentry: undefined, server: 'up', up: ['portsentry'] }), 'unknown');
});

test('forceBy() tells a sentry that does not run from one that cannot be seen', () => {
  const jail: JailStanding = { name: 'portsentry', state: 'up', currently: 0, total: 0, banned: [] };
  const standing: Standing = { server: 'up', jails: [jail] };
  const fault = (name: 'absent' | 'forbidden') => ({ fault: name, why: '' });
  assert.equal(forceBy(fault('absent'), false, standing), 'nothing');
  assert.equal(forceBy(fault('forbidden'), false, standing), 'unknown');
  assert.equal(
    forceBy(fault('absent'), true, { ...standing, jails: [{ name: 'portsentry', state: 'missing' }] }),
    'logs only',
  );
});
