import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusLine } from '../../src/daemon/status-line.ts';

const way = { whyNoTrap: undefined, whyNoHooks: undefined };
const troubles: never[] = [];
const none = { tcp: 0, udp: 0 };

test('statusLine() says how the ports are watched and what was written', () => {
  const counters = { probes: 400, scan: 1, seen: 340, dropped: 0, lost: 0 };
  assert.equal(
    statusLine({ ports: { sockets: { tcp: 48, udp: 24 }, captured: none }, way, counters, troubles }),
    '48 TCP and 24 UDP ports answer by one socket; written: 1 scan, 340 observations',
  );
  assert.equal(
    statusLine({
      ports: { sockets: { tcp: 2, udp: 0 }, captured: { tcp: 900, udp: 9 } },
      way: { ...way, whyNoTrap: 'no right' },
      counters: { scan: 0, seen: 0, dropped: 1, lost: 2 },
      troubles,
    }),
    '2 TCP and 0 UDP ports answer by a socket each, 900 TCP and 9 UDP ports watched without being opened; ' +
      'written: 0 scans, 0 observations; 1 packet dropped by the kernel; 2 lines lost',
  );
});

test('statusLine() says that every port still rests', () => {
  assert.match(
    statusLine({ ports: { sockets: none, captured: none }, way, counters: {}, troubles }),
    /^no port to watch yet;/,
  );
});

test('statusLine() begins with what is wrong with the log', () => {
  const trouble = { file: '/l', stopped: true, what: 'cannot write /l: ENOSPC', fix: 'make room', since: 0 };
  const ports = { sockets: none, captured: none };
  assert.match(
    statusLine({ ports, way, counters: {}, troubles: [trouble] }),
    /^cannot write \/l: ENOSPC; no port/,
  );
});
