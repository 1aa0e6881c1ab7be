import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { lookHere } from '../../src/sentry/here.ts';

const { config } = loadConfig({ defaults: true });

test('lookHere() knows the ports that services of this host hold', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const { inUse } = lookHere(config).effect;
  server.close();
  assert.ok(typeof address === 'object' && address !== null && inUse.has(address.port));
});

test('lookHere() tells no way where nothing answers', () => {
  const off = { tcp: { ...config.tcp, mode: 'off' }, udp: { ...config.udp, mode: 'off' } } as const;
  assert.equal(lookHere(off).way, undefined);
  assert.notEqual(lookHere(config).way, undefined);
});
