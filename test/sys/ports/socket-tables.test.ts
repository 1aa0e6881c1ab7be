import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSocketTable } from '../../../src/sys/ports/socket-tables.ts';
import { ipv4 } from '../sockets.ts';

const title =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

test('parseSocketTable() reads the addresses of both families', () => {
  const text = `${title}
   0: 0A0200C0:1F90 0771CB71:D431 01 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 20 4 30 10 -1
   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12346 1 0 100 0 0 10 0
   2: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00 00
   3: 0000000000000000FFFF00000100007F:0016 0000000000000000FFFF00000771CB71:C000 06 00000000:00000000 00:00 00
`;
  assert.deepEqual(
    parseSocketTable(text).map(({ address, port, peerPort, v6only, state }) => [
      address,
      port,
      peerPort,
      v6only,
      state,
    ]),
    [
      [ipv4(192, 0, 2, 10), 8080, 0xd431, false, 1],
      [ipv4(0, 0, 0, 0), 80, 0, false, 10],
      [[0x20010db8, 0, 0, 1], 443, 0, undefined, 10],
      [ipv4(127, 0, 0, 1), 22, 0xc000, undefined, 6],
    ],
  );
});

test('parseSocketTable() skips what is no row', () => {
  assert.deepEqual(parseSocketTable(`${title}\n\n  0: 0A0200:1F90 00000000:0000 0A\nnonsense`), []);
});
