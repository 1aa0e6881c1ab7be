import assert from 'node:assert/strict';
import { gatewaysOf } from '../../../../src/detect/spare/hosts/routes.ts';
import type { Address } from '../../../../src/net/address.ts';
import { leastAge } from '../../../../src/sys/netlink/connection-age.ts';
import {
  cgroupOf,
  connectionOf,
  peerOf,
  socketEntry,
  stateOf,
} from '../../../../src/sys/netlink/inet-diag.ts';
import { linkAt } from '../../../../src/sys/netlink/links.ts';
import { routeAt, routeOfTable } from '../../../../src/sys/netlink/routes.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** Where the body of a message begins, and the memory that it is read into. */
const offset = 16;
const room = 4096;

/** Messages of rtnetlink(7) and sock_diag(7), in the memory that all of them are read into. */
export const netlink: Target = {
  sources: [
    'sys/netlink/links.ts#linkAt,indexAt,kindAt,textAt',
    'sys/netlink/routes.ts#routeAt,routeOfTable,routeOfKind,wordsAt',
    'sys/netlink/netlink.ts#eachAttribute',
    'sys/netlink/connection-age.ts',
    'sys/netlink/inet-diag.ts#cgroupOf,connectionOf,peerOf,socketEntry,wordsAt,v6onlyOf,attributeAt',
    'detect/spare/hosts/routes.ts',
  ],
  corpus: corpusOf('netlink'),
  words: wordsOf('netlink.hex'),
  take: input => {
    const bytes = input.subarray(0, room - offset);
    const end = offset + bytes.length;
    const [one, other] = [read(bytes, 0x00, end), read(bytes, 0xff, end)];
    if (bytes.length >= 72) assert.deepEqual(other, one, 'what stands behind the message counts');
    else assert.deepEqual(other.slice(0, 4), one.slice(0, 4), 'what stands behind the message counts');
  },
};

/** All that is read of a message; the last ones only where the kernel has written a whole struct inet_diag_msg. */
function read(bytes: Uint8Array, filler: number, end: number): unknown[] {
  const memory = Buffer.alloc(room, filler);
  memory.set(bytes, offset);
  const view = new DataView(memory.buffer, memory.byteOffset, room);
  const gateways = gatewaysOf(view, offset, end);
  gateways.forEach(mustBeWords);
  return [
    linkAt(view, offset, end),
    routeAt(view, offset, end),
    routeOfTable(view, offset, end, 255, [2, 4]),
    gateways,
    socketEntry(view, offset, end),
    connectionOf(view, offset),
    peerOf(view, offset),
    stateOf(view, offset),
    leastAge(view, offset, end),
    cgroupOf(view, offset, end),
  ];
}

function mustBeWords(address: Address): void {
  for (const word of address)
    assert.ok(Number.isInteger(word) && word >= 0 && word < 2 ** 32, address.join(' '));
}
