import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsToWatch } from '../../../src/detect/watch/watched-ports.ts';

test('portsToWatch() holds decoys and leaves port 0 out', () => {
  const tcp = { mode: 'stealth', ports: '0-5', below: 1024, exclude: '3', decoys: '2,2323' } as const;
  const udp = { mode: 'advanced', ports: '9', below: 4, exclude: '3', banner: false } as const;
  const ports = portsToWatch({ tcp, udp });
  assert.deepEqual([...ports.tcp], [1, 2, 3, 4, 5, 2323]);
  assert.deepEqual([...ports.udp], [1, 2]);
  const connect = portsToWatch({ tcp: { ...tcp, mode: 'connect' }, udp });
  assert.deepEqual([...connect.tcp], [], 'decoys stand beside stealth and advanced mode alone');
});

test('portsToWatch() reads a list but once, however many ports it has', () => {
  const udp = { mode: 'off', ports: '', below: 1024, exclude: '', banner: false } as const;
  const ports = Array.from({ length: 1000 }, (_, i) => 2 * i + 1).join();
  let reads = 0;
  const counting = {
    ...({ mode: 'stealth', below: 1024, exclude: '', decoys: '' } as const),
    get ports() {
      reads++;
      return ports;
    },
  };
  assert.equal(portsToWatch({ tcp: counting, udp }).tcp.size, 1000);
  assert.equal(reads, 1);
});
