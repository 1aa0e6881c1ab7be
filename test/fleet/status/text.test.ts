import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHostName } from '../../../src/fleet/names.ts';
import { createAccounts } from '../../../src/fleet/receive/accounts.ts';
import { readFleetStatus, writeFleetStatus } from '../../../src/fleet/status/file.ts';
import { parseFleetStatus } from '../../../src/fleet/status/parse.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import { fleetText, shortText } from '../../../src/fleet/status/text.ts';
import { processStart } from '../../../src/sys/process/processes.ts';

const now = 1_795_334_454_123;

function statusOf(change: Partial<FleetStatus> = {}): FleetStatus {
  const accounts = createAccounts();
  for (const name of ['received', 'lines'] as const) accounts.add('web2', name, now - 60_000);
  for (let count = 0; count < 30; count++) {
    accounts.add('evil', 'received', now - 120_000);
    accounts.add('evil', 'damaged', now - 120_000);
  }
  return {
    pid: process.pid,
    processStart: processStart(process.pid) ?? 0,
    time: now,
    name: 'web1',
    server: 'tls://hub:4222',
    why: '',
    since: now - 3_600_000,
    publish: true,
    accept: 'observe',
    hosts: 2,
    told: 3,
    left: 0,
    caughtUp: now - 60_000,
    waiting: 0,
    totals: accounts.totals(),
    origins: accounts.origins(10),
    hubAhead: -12,
    refused: [{ source: '203.0.113.7', origin: 'web2', why: 'alone', time: now - 60_000 }],
    ...change,
  };
}

test('fleetText() says how it does, and by its name which host tells what no sound one does', () => {
  assert.equal(
    fleetText(statusOf(), true, now),
    'fleet   runs as web1\n' +
      'hub     tls://hub:4222 for 1 hour, caught up 1 minute ago\n' +
      'tells   3 told\n' +
      'takes   what 2 other hosts named: it is written down, and nobody is banned (fleet.accept is "observe")\n' +
      'heard   31 received, 1 line, 30 damaged\n' +
      '        evil: 30 received, 0 lines, 30 damaged, last 2 minutes ago\n' +
      '        web2: 1 received, 1 line, last 1 minute ago\n' +
      'odd     evil tells what no sound host does: 30 damaged\n',
  );
});

test('fleetText() says why there is no connection, and that it does not run', () => {
  const text = fleetText(statusOf({ server: '', why: 'no route' }), false, now + 60_000);
  assert.match(
    text,
    /^fleet {3}does not run; as it was 1 minute ago:\nhub {5}no connection for 1 hour: no route$/m,
  );
  assert.equal(
    shortText(statusOf({ server: '', why: 'no route' })),
    'no connection: no route; 3 told, 31 received, 1 lines',
  );
});

test('parseFleetStatus() reads back what was written, and nothing from another hand that is more', () => {
  assert.deepEqual(parseFleetStatus(JSON.stringify(statusOf())), statusOf());
  fc.assert(
    fc.property(fc.json(), text => {
      // By chance one has the name of a host, which is enough.
      const name = JSON.parse(text)?.name;
      const read = parseFleetStatus(text);
      assert.equal(read?.name, typeof name === 'string' && isHostName(name) ? name : undefined);
      if (read !== undefined) assert.deepEqual(parseFleetStatus(JSON.stringify(read)), read);
    }),
  );
  const evil = JSON.stringify({
    ...statusOf(),
    name: 'web1',
    server: 7,
    origins: [{ name: 'a\u001b[2J' }, 7],
    refused: [{ source: 'a\u001b[2J', origin: 'web2', why: 'alone', time: 1 }, { origin: 'a b' }, 7],
    hubAhead: 'x',
  });
  assert.deepEqual(parseFleetStatus(evil), {
    ...statusOf(),
    server: '',
    origins: [],
    refused: [],
    hubAhead: null,
  });
  assert.equal(parseFleetStatus(JSON.stringify({ ...statusOf(), name: 'a b' })), undefined);
});

test('readFleetStatus() tells a process that lives from one that is gone, and follows no link', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-fleet-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'run/status.json');
  assert.deepEqual(readFleetStatus(path), { status: undefined, why: 'there is no such file' });
  writeFleetStatus(path, statusOf());
  assert.deepEqual(readFleetStatus(path), { status: statusOf(), runs: true });
  writeFleetStatus(path, statusOf({ processStart: 1 }));
  assert.deepEqual(readFleetStatus(path), { status: statusOf({ processStart: 1 }), runs: false });
  writeFileSync(path, '{}');
  assert.deepEqual(readFleetStatus(path), { status: undefined, why: 'it is no status of ours' });
  symlinkSync(path, `${path}.link`);
  assert.equal(readFleetStatus(`${path}.link`).status, undefined);
});
