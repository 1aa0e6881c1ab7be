import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playCrowd } from '../bench/fleet/crowd.ts';
import { hubLack } from '../support/hub/hub.ts';

test('hubConf() has a hub that loses nothing of what a hundred hosts tell each other', {
  skip: hubLack ?? false,
}, async () => {
  const { told, lost } = await playCrowd({ hosts: 100, rate: 20, seconds: 3 });
  assert.deepEqual({ told, lost }, { told: 60, lost: 0 });
});
