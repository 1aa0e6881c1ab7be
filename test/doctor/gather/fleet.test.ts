import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gatherFleet } from '../../../src/doctor/gather/fleet.ts';
import { fillFolder } from '../../../src/fleet/hub/folder.ts';
import { fleetPlaces } from '../../../src/fleet/place.ts';
import { writeFleetStatus } from '../../../src/fleet/status/file.ts';
import { processStart } from '../../../src/sys/process/processes.ts';
import { well } from '../../status/fleet/sample.ts';
import { defaults } from '../facts.ts';

const day = 86_400_000;

test('gatherFleet() looks at the certificate, the process and the log of a host that is in a fleet', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-fleet-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const places = fleetPlaces({ LOGS_DIRECTORY: folder, RUNTIME_DIRECTORY: folder, STATE_DIRECTORY: folder });
  fillFolder(folder, { hub: ['127.0.0.1'], hosts: ['web1'] }, [], Date.now());
  const at = (file: string): string => join(folder, 'web1', file);
  const own = { ca: at('ca.pem'), cert: at('web1.pem'), key: at('web1.key') };
  const fleet = { ...defaults.fleet, ...own, servers: ['tls://127.0.0.1'], name: 'web1' };
  const config = { ...defaults, fleet };
  const gathered = (now = Date.now()) => gatherFleet(config, now, undefined, places) ?? assert.fail();
  assert.equal(gatherFleet(defaults, Date.now(), undefined, places), undefined);
  assert.deepEqual([gathered().found.runs, gathered().log.found], [false, undefined]);
  writeFleetStatus(places.status, {
    ...well,
    pid: process.pid,
    processStart: processStart(process.pid) ?? 0,
  });
  writeFileSync(places.log, '');
  assert.equal(gathered().found.runs, true);
  assert.notEqual(gathered().log.found, undefined);
  const verdicts = (now: number): string[] =>
    gathered(now)
      .files.filter(({ text }) => /certificate|ends|ended/.test(text) && !/cannot read/.test(text))
      .map(({ verdict }) => verdict);
  assert.deepEqual(verdicts(Date.now()), ['ok']);
  assert.deepEqual(verdicts(Date.now() + 710 * day), ['warning']);
  assert.deepEqual(verdicts(Date.now() + 800 * day), ['wrong']);
});
