import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeAnswer } from '../../../src/detect/watch/own-questions.ts';

const isEphemeral = (port: number): boolean => port >= 32768;

test('looksLikeAnswer() knows a late datagram by the port of a service it comes from', () => {
  const datagram = { protocol: 'udp', kind: 'udp', port: 40_000, sourcePort: 53 } as const;
  assert.equal(looksLikeAnswer(datagram, isEphemeral), true);
  assert.equal(looksLikeAnswer({ ...datagram, sourcePort: 1024 }, isEphemeral), false);
  assert.equal(looksLikeAnswer({ ...datagram, port: 161 }, isEphemeral), false);
});

test('looksLikeAnswer() knows the rest of a connection, and no other SYN', () => {
  const rest = { protocol: 'tcp', kind: 'ack', port: 40_000, sourcePort: 443 } as const;
  assert.equal(looksLikeAnswer(rest, isEphemeral), true);
  assert.equal(looksLikeAnswer({ ...rest, kind: 'maimon' }, isEphemeral), true);
  assert.equal(looksLikeAnswer({ ...rest, kind: 'syn' }, isEphemeral), false);
  assert.equal(looksLikeAnswer({ ...rest, port: 80 }, isEphemeral), false);
});

test('looksLikeAnswer() knows the data of FTP in active mode, on the ports of clients alone', () => {
  const data = { protocol: 'tcp', kind: 'syn', port: 40_000, sourcePort: 20 } as const;
  assert.equal(looksLikeAnswer(data, isEphemeral), true);
  assert.equal(looksLikeAnswer({ ...data, kind: 'fin' }, isEphemeral), false);
  assert.equal(looksLikeAnswer({ ...data, port: 80 }, isEphemeral), false);
});
