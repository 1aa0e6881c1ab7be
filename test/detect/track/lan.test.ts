import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanPorts } from '../../../src/config/lan-ports.ts';
import { watches } from '../../../src/config/watched.ts';
import { lanPortsOf } from '../../../src/detect/track/lan.ts';
import { keyOf } from '../../../src/detect/track/ports/recent-ports.ts';
import { configWith } from '../../jails/fixtures.ts';

const tcp = (port: number) => keyOf({ protocol: 'tcp', port, evidence: 'handshake' });
const udp = (port: number) => keyOf({ protocol: 'udp', port, evidence: 'packet' });

test('lanPortsOf() takes 139 and 445 for one service, and the portmapper over TCP and over UDP for two', () => {
  const lan = lanPortsOf(configWith());
  assert.equal(lan.get(tcp(139)), lan.get(tcp(445)));
  assert.equal(lan.get(tcp(445)), lan.get(keyOf({ protocol: 'tcp', port: 445, evidence: 'packet' })));
  assert.notEqual(lan.get(tcp(111)), lan.get(udp(111)));
  assert.equal(new Set(lan.values()).size, lanPorts.tcp.size + lanPorts.udp.size - 1);
  assert.deepEqual([lan.get(tcp(23)), lan.get(udp(445))], [undefined, undefined]);
});

test('lanPortsOf() holds nothing that an administrator lists himself', () => {
  const own = lanPortsOf(configWith(config => ({ ...config, tcp: { ...config.tcp, ports: '23,445' } })));
  assert.deepEqual([own.has(tcp(445)), own.has(udp(161))], [false, true]);
  const decoys = { mode: 'stealth', decoys: '440-450' } as const;
  const decoy = lanPortsOf(configWith(config => ({ ...config, tcp: { ...config.tcp, ...decoys } })));
  assert.deepEqual([decoy.has(tcp(445)), decoy.has(tcp(3389))], [false, true]);
});

test('the default lists watch every port of a LAN that they are excused for', () => {
  const config = configWith();
  for (const protocol of ['tcp', 'udp'] as const)
    for (const port of lanPorts[protocol].keys())
      assert.ok(watches(config[protocol], port), `${protocol} ${port}`);
});
