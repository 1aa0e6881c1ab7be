import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrivate } from '../../src/net/private.ts';
import { address } from '../detect/helpers.ts';

test('isPrivate() is true from the first to the last address of each private range, and not beside it', () => {
  const ranges = [
    ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
    ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
    ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
    ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
    ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
    ['fbff:ffff::', 'fc00::', 'fdff:ffff::ffff', 'fe00::'],
    ['fe7f:ffff::', 'fe80::', 'febf:ffff::ffff', 'fec0::'],
  ];
  for (const range of ranges)
    assert.deepEqual(
      range.map(text => isPrivate(address(text))),
      [false, true, true, false],
      range[1],
    );
});
