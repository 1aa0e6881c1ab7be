import assert from 'node:assert/strict';
import { parseRoutes, parseRoutes6 } from '../../../../src/detect/spare/hosts/route-tables.ts';
import { containerDevices } from '../../../../src/firewall/containers.ts';
import type { Address } from '../../../../src/net/address.ts';
import { serviceNames } from '../../../../src/net/service-names.ts';
import { listenOverflows } from '../../../../src/sentry/sockets/overflows.ts';
import { cgroupMounts } from '../../../../src/sentry/trap/kernel/cgroup.ts';
import { isOutside } from '../../../../src/sentry/trap/kernel/coverage.ts';
import { socketRows } from '../../../../src/sys/ports/port-holders.ts';
import { parsePortRange } from '../../../../src/sys/ports/port-range.ts';
import { parseSocketTable } from '../../../../src/sys/ports/socket-tables.ts';
import { startIn } from '../../../../src/sys/process/processes.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** Files of /proc, and /etc/services. */
export const proc: Target = {
  sources: [
    'sys/ports/socket-tables.ts#parseSocketTable,placeOf,swapped',
    'sys/ports/port-holders.ts#socketRows',
    'sys/ports/port-range.ts#parsePortRange',
    'sys/process/processes.ts#startIn',
    'sentry/sockets/overflows.ts#listenOverflows',
    'sentry/trap/kernel/cgroup.ts#cgroupMounts',
    'sentry/trap/kernel/coverage.ts#isOutside',
    'detect/spare/hosts/route-tables.ts',
    'firewall/containers.ts#containerDevices',
    'net/service-names.ts#parseServices',
  ],
  corpus: corpusOf('proc'),
  words: wordsOf('proc.txt'),
  take: input => {
    const text = input.toString('latin1');
    for (const { address, peer, port, peerPort } of parseSocketTable(text)) {
      [address, peer].forEach(mustBeWords);
      assert.ok(port < 65_536 && peerPort < 65_536);
    }
    for (const { port } of socketRows(text)) assert.ok(port < 65_536);
    [...parseRoutes(text), ...parseRoutes6(text)].forEach(mustBeWords);
    void [
      parsePortRange(text),
      startIn(text),
      listenOverflows(text),
      cgroupMounts(text),
      isOutside(text),
      containerDevices(text),
    ];
    serviceNames(() => text)(23, 'tcp');
  },
};

function mustBeWords(address: Address): void {
  for (const word of address)
    assert.ok(Number.isInteger(word) && word >= 0 && word < 2 ** 32, address.join(' '));
}
