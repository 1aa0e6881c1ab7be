import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskFull, lineFromTomorrow, otherUnit, otherZone } from '../../../src/doctor/checks/host.ts';
import { healthy, names, now } from '../facts.ts';

const { host, log, server } = healthy;

test('diskFull() names a disk without room or without files', () => {
  const on = (bytes: number, files: number) => ({
    ...healthy,
    host: { ...host, space: [{ path: '/var', bytes, files }] },
  });
  assert.deepEqual(names(diskFull, on(1e6, 10)), []);
  assert.deepEqual(names(diskFull, on(100, 10)), ['disk-full']);
  assert.deepEqual(names(diskFull, on(1e9, 0)), ['disk-full']);
});

test('lineFromTomorrow() names a clock that went back, not one that is a little off', () => {
  const at = (milliseconds: number) => {
    const stamp = new Date(now + milliseconds).toISOString();
    return { ...healthy, log: { ...log, lines: [`${stamp} 1.000 portsentry[1]: held`, 'not ours'] } };
  };
  assert.deepEqual(names(lineFromTomorrow, at(-1e9)), []);
  assert.deepEqual(names(lineFromTomorrow, at(50_000)), []);
  assert.deepEqual(names(lineFromTomorrow, at(70_000)), ['clock-wrong']);
});

test('otherZone() names a Fail2ban that lives in another zone, either way', () => {
  const off = (zoneOff: number) => ({ ...healthy, server: { ...server, zoneOff } });
  assert.deepEqual(names(otherZone, off(-90_000)), []);
  assert.deepEqual(names(otherZone, off(3_600_000)), ['zone-wrong']);
  assert.deepEqual(names(otherZone, off(-1_800_000)), ['zone-wrong']);
});

test('otherUnit() names a unit that is in force instead of that of the package', () => {
  const before = (unitBefore: string | undefined) => ({ ...healthy, host: { ...host, unitBefore } });
  assert.deepEqual(names(otherUnit, before(undefined)), []);
  assert.deepEqual(names(otherUnit, before('/etc/systemd/system/portjail.service')), ['unit-shadowed']);
});
