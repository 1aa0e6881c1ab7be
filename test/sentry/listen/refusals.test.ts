import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complain, formatPorts } from '../../../src/sentry/listen/refusals.ts';

test('formatPorts() writes runs as ranges and cuts a long list', () => {
  assert.equal(formatPorts([5, 1, 2, 3, 9, 9]), '1-3,5,9');
  assert.equal(formatPorts([]), '');
  const scattered = Array.from({ length: 30 }, (_, i) => 2 * i);
  assert.match(formatPorts(scattered), /^0,2,.*,38 and more$/);
});

test('complain() names the ports and the fix', () => {
  const sentences = complain('TCP', {
    busy: [80],
    forbidden: [1, 2],
    beyond: [7],
    notYet: [11],
    failed: [[9, 'EINVAL']],
  });
  assert.equal(sentences.length, 4);
  assert.match(sentences[0] ?? '', /TCP port 80 is in use .* 10 minutes/);
  assert.match(sentences[1] ?? '', /2 ports are not watched: TCP 1-2 .*CAP_NET_BIND_SERVICE/);
  assert.match(sentences[2] ?? '', /1 port is not watched: TCP 7 .*LimitNOFILE/);
  assert.match(sentences[3] ?? '', /port 9 .*EINVAL/);
});
