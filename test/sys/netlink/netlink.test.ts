import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemError } from '../../../src/sys/libc.ts';
import { netlinkErrorName, openNetlink } from '../../../src/sys/netlink/netlink.ts';

test('openNetlink() throws for a protocol that no kernel has', () => {
  assert.throws(() => openNetlink(250), SystemError);
});

test('ask() answers the errno of a request that the kernel refuses', () => {
  const netlink = openNetlink(4);
  const errno = netlink.ask(20, new Uint8Array(1), () => assert.fail('no answer'));
  assert.equal(netlinkErrorName(errno), 'EINVAL');
  netlink.close();
});
