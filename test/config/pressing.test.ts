import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pressing } from '../../src/config/pressing.ts';
import { load } from './tree.ts';

const conf = [
  'TCP_PORTS="23,143,xyz"',
  'UDP_PORTS="7"',
  'BLOCKED_FILE="/tmp/blocked"',
  'RESOLVE_HOST="1"',
  'SCAN_TRIGGER="0"',
  'BLOCK_TCP="3"',
  'KILL_RUN_CMD="/bin/true"',
  'TCP_PORTZ="1"',
].join('\n');

test('pressing() says whole what keeps a portsentry.conf from seeing, writing or banning, and counts the rest', () => {
  const loaded = load({ 'portsentry.conf': conf, default: 'TCP_MODE="tcp"\nUDP_MODE="udp"\n' });
  const said = pressing(loaded);
  for (const whole of [
    /TCP_PORTS: "xyz" is no port/,
    /BLOCK_TCP: expected 0, 1 or 2/,
    /unknown option "TCP_PORTZ"/,
    /^connect mode sees/,
  ])
    assert.equal(said.filter(line => whole.test(line)).length, 1, `${whole}`);
  for (const counted of [/BLOCKED_FILE/, /RESOLVE_HOST/, /SCAN_TRIGGER/, /KILL_RUN_CMD/, /honest clients/])
    assert.ok(!said.some(line => counted.test(line)), `${counted}`);
  assert.match(
    said.at(-1) ?? '',
    /^.*portsentry\.conf: 5 more remarks .*: portjail check -c .*portsentry\.conf$/,
  );
});

test('pressing() has nothing to count in a config of our own', () => {
  const said = pressing(load({ 'portjail.json': '{"tcp": {"ports": "143"}}' }));
  assert.ok(said.some(line => line.includes('143 (IMAP)')));
  assert.ok(!said.some(line => line.includes('more remark')));
});
