import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ipSetsIn } from '../../../src/firewall/read/ipset.ts';
import { parseAddress } from '../../../src/net/address.ts';

const text = `create f2b-ssh hash:ip family inet hashsize 1024 maxelem 65536 timeout 600
add f2b-ssh 198.51.100.7 timeout 599
create nets hash:net family inet6 hashsize 1024 maxelem 65536
add nets 2001:db8::/32
add nets 2001:db8:7::/48 nomatch
create pairs hash:ip,port family inet hashsize 1024 maxelem 65536
add pairs 198.51.100.9,tcp:22
`;

test('ipSetsIn() reads hosts and networks, and says where it could not read all', () => {
  const sets = ipSetsIn(text);
  const has = (set: string, host: string) => sets.get(set)?.has(parseAddress(host) ?? assert.fail(host));
  assert.deepEqual([...sets.keys()], ['f2b-ssh', 'nets']);
  assert.deepEqual(
    [has('f2b-ssh', '198.51.100.7'), has('f2b-ssh', '198.51.100.8'), has('nets', '2001:db8::1')],
    [true, false, true],
  );
  assert.deepEqual(
    [...sets.values()].map(set => set.isWhole()),
    [true, false],
  );
});
