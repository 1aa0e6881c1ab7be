import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { buildWithin } from '../../../src/capture/filter/filter.ts';
import { openRing } from '../../../src/capture/ring/ring.ts';
import * as abi from '../../../src/sys/abi.ts';
import * as libc from '../../../src/sys/libc.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';

const port = 41;

function ringOnLoopback(context: TestContext) {
  const seen: number[] = [];
  const filter = buildWithin({ tcp: [], udp: [[port, port]], late: [] });
  const ring = openRing({ names: ['lo'], loopback: true }, filter, packet => seen.push(packet.time));
  context.after(() => ring.stop());
  return { ring, seen };
}

/** The kernel has put it into the ring when this returns. */
function sendToLoopback(): void {
  const to = new DataView(new ArrayBuffer(abi.sockaddrIn.size));
  to.setUint16(abi.sockaddrIn.family, abi.AF_INET, true);
  to.setUint16(abi.sockaddrIn.port, port);
  to.setUint32(abi.sockaddrIn.address, 0x7f000001);
  const fd = libc.ok('socket', libc.socket(abi.AF_INET, abi.SOCK_DGRAM | abi.SOCK_CLOEXEC, 0));
  libc.ok('sendto', Number(libc.sendto(fd, new Uint8Array(8), 8, 0, to, to.byteLength)));
  libc.close(fd);
}

/** The turn of the event loop goes on: nothing that comes is read. */
function letPass(milliseconds: number): void {
  for (const start = Date.now(); Date.now() - start < milliseconds; );
}

e2e(
  'openRing() has heard all but what comes now when its ring is empty, and nothing of what it has not read',
  async context => {
    const { ring, seen } = ringOnLoopback(context);
    for (let i = 1; i <= 5; i++) {
      await until(() => Date.now() - ring.heard() < 10, 'an empty ring');
      const before = Date.now();
      sendToLoopback();
      letPass(5);
      assert.ok(ring.heard() <= before, `packet ${i}`);
      await until(() => seen.length === i, `packet ${i}`);
    }
  },
);
