import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceNames } from '../../src/net/service-names.ts';

const text = [
  '# comment 1/tcp',
  'tcpmux\t\t1/tcp\t\t\t# TCP port service multiplexer',
  'echo 7/tcp',
  'echo 7/udp',
  'domain 53/tcp nameserver',
  'second 7/tcp',
  'bad\u001b[31m 9/tcp',
  'sctp-only 10/sctp',
  'long 12/tcp13',
].join('\n');

test('serviceNames() gives the first name of a port by protocol', () => {
  const names = serviceNames(() => text);
  assert.deepEqual(
    [1, 7, 53, 9, 10, 12].map(port => names(port, 'tcp')),
    ['tcpmux', 'echo', 'domain', undefined, undefined, undefined],
  );
  assert.equal(names(7, 'udp'), 'echo');
  assert.equal(names(1, 'udp'), undefined);
});

test('serviceNames() reads when it is first asked, and once', () => {
  let reads = 0;
  const names = serviceNames(() => {
    reads++;
    return text;
  });
  assert.equal(reads, 0);
  names(1, 'tcp');
  names(2, 'tcp');
  assert.equal(reads, 1);
});
