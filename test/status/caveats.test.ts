import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manyRest, socketsEach } from '../../src/status/caveats.ts';
import { sample } from './sample.ts';

const resting = (ports: number) => ({ ...sample, resting: { ports, until: sample.time } });

test('manyRest() tells of more than a tenth of the listed ports', () => {
  // 55 are watched.
  assert.equal(manyRest(resting(0)), undefined);
  assert.equal(manyRest(resting(6)), undefined);
  assert.match(manyRest(resting(7))?.what ?? '', /^7 of 62 ports rest/);
});

test('socketsEach() tells why, where ports answer', () => {
  const way = { whyNoTrap: 'it needs Linux 5.9, this is 5.4', whyNoHooks: undefined };
  assert.match(socketsEach({ ...sample, way })?.what ?? '', /finds in use: it needs Linux 5\.9/);
  assert.equal(socketsEach(sample), undefined);
  assert.equal(socketsEach({ ...sample, way: null }), undefined);
  const nothing = { ...sample.ports, sockets: { tcp: 0, udp: 0 } };
  assert.equal(socketsEach({ ...sample, way, ports: nothing }), undefined);
});
