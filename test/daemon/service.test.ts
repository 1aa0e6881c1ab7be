import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openService } from '../../src/daemon/service.ts';
import { until } from '../support/until.ts';

/** A service of a manager with some patience, and what that was told. */
function managed(patience?: number) {
  const told: string[][] = [];
  const service = openService({ tell: (...lines) => void told.push([...lines]), patience });
  return { told, service };
}

test('works() says that it is ready, how it does, and both again within half the patience', async t => {
  const { told, service } = managed(20);
  t.after(() => service.ends());
  let count = 0;
  service.works(() => `${++count} scans`);
  assert.deepEqual(told, [['READY=1', 'WATCHDOG=1', 'STATUS=1 scans']]);
  await until(() => told.length > 2, 'more words');
  assert.deepEqual(told[2], ['READY=1', 'WATCHDOG=1', 'STATUS=3 scans']);
});

test('reloads() feeds the watchdog and says nothing of readiness until it works again', async t => {
  const { told, service } = managed(20);
  t.after(() => service.ends());
  service.works(() => 'as before');
  service.reloads();
  assert.match(told[1]?.join(' ') ?? '', /^RELOADING=1 MONOTONIC_USEC=\d+$/);
  await until(() => told.length > 3, 'more words');
  assert.deepEqual(told.slice(2, 4), [['WATCHDOG=1'], ['WATCHDOG=1']]);
  service.works(() => 'anew');
  assert.equal(told.at(-1)?.[2], 'STATUS=anew');
});

test('ends() says why in one line that a manager takes, whatever words of others it holds', () => {
  const { told, service } = managed();
  service.ends(`portjail.json:1:1: found "\nMAINPID=1\u001b[2J"${'x'.repeat(5000)}`);
  const [status = ''] = told[0] ?? [];
  assert.match(status, /^STATUS=portjail\.json:1:1: found " MAINPID=1\\u001b\[2J"x+$/);
  assert.ok(Buffer.byteLength(status) < 1000);
  service.ends();
  assert.deepEqual(told[1], ['STOPPING=1']);
});
