import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fleetPlaces } from '../../../src/fleet/place.ts';
import { writeFleetStatus } from '../../../src/fleet/status/file.ts';
import { formatShared } from '../../../src/log/fleet/fleet-line.ts';
import { serviceNames } from '../../../src/net/service-names.ts';
import { findFleet } from '../../../src/status/fleet/find.ts';
import { fleetRows } from '../../../src/status/fleet/rows.ts';
import { processStart } from '../../../src/sys/process/processes.ts';
import { now, well } from './sample.ts';

function places(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-fleet-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return fleetPlaces({
    LOGS_DIRECTORY: join(folder, 'log'),
    RUNTIME_DIRECTORY: join(folder, 'run'),
    STATE_DIRECTORY: join(folder, 'state'),
  });
}

const alive = { pid: process.pid, processStart: processStart(process.pid) ?? 0 };

test('findFleet() finds one that runs without a look at the config, and none where none is wanted', t => {
  const at = places(t);
  assert.equal(
    findFleet(() => false, at),
    undefined,
  );
  assert.deepEqual(
    findFleet(() => true, at),
    { status: undefined, runs: false, lines: [] },
  );
  writeFleetStatus(at.status, { ...well, ...alive });
  assert.equal(findFleet(() => assert.fail('the config is read'), at)?.runs, true);
  writeFleetStatus(at.status, well);
  assert.equal(
    findFleet(() => false, at),
    undefined,
  );
});

test('fleetRows() says how it does, and whom others have named last', t => {
  const at = places(t);
  writeFleetStatus(at.status, { ...well, ...alive });
  mkdirSync(join(at.log, '..'));
  const line = (verb: 'fleet' | 'told', number: number, hosts: number): string =>
    `${formatShared(verb, { time: now - number * 1000, source: [0, 0, 0xffff, 0xcb007100 + number], port: 23, origin: 'web2', hosts }, 7)}\n`;
  const foreign = `${line('fleet', 5, 1).trimEnd()} x\n`;
  writeFileSync(at.log, [line('fleet', 90, 1), line('told', 8, 1), foreign, line('fleet', 7, 3)].join(''));
  const found = findFleet(() => false, at) ?? assert.fail();
  assert.deepEqual(fleetRows(found, serviceNames(), now), [
    'web1 at tls://hub:4222 for 1 hour, caught up 1 minute ago',
    'tells: 3 told; takes: what one other host named: it is banned here',
    'heard: 1 received, 1 line',
    '7 seconds ago   203.0.113.7      23/tcp telnet       by web2 and 2 more: to be banned',
    '8 seconds ago   203.0.113.8      23/tcp telnet       by web2: written down alone',
    '2 minutes ago   203.0.113.90     23/tcp telnet       by web2: to be banned',
  ]);
  assert.equal(fleetRows({ ...found, runs: false }, serviceNames(), now)[0], 'does not run');
});
