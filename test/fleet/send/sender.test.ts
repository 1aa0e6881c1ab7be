import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { positionFile } from '../../../src/fleet/send/position-file.ts';
import { createSender } from '../../../src/fleet/send/sender.ts';
import type { Tell } from '../../../src/fleet/send/tell-all.ts';
import { formatScan } from '../../../src/log/line.ts';
import { formatAddress, parseAddress } from '../../../src/net/address.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const line = (source: string, time = Date.now()): string =>
  `${formatScan(
    {
      time,
      source: address(source),
      target: address('192.0.2.10'),
      protocol: 'tcp',
      port: 23,
      kind: 'connect',
      evidence: 'handshake',
    },
    { hits: 1, ports: 1 },
    1,
  )}\n`;

/** A log, and senders of it one after the other, each as after a restart. */
function logged(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-sender-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [log, file] = [join(folder, 'portsentry.log'), join(folder, 'sent.json')];
  const told: string[] = [];
  const tell: Tell = async ({ source }) => void told.push(formatAddress(source));
  const sender = () =>
    createSender({ log, position: positionFile(file, log), since: () => Date.now() - 3_600_000 });
  const since = (): string[] => told.splice(0);
  return { log, file, tell, sender, since };
}

const refuse: Tell = () => Promise.reject(new Error('the hub is away'));

test('createSender() tells each line once, over restarts and rotations', async t => {
  const { log, tell, sender, since } = logged(t);
  const first = sender();
  await first.turn(tell);
  assert.deepEqual(since(), [], 'no log yet');
  writeFileSync(log, line('203.0.113.1'));
  await first.turn(tell);
  assert.deepEqual(since(), ['203.0.113.1']);
  await sender().turn(tell);
  assert.deepEqual(since(), []);
  appendFileSync(log, line('203.0.113.2'));
  renameSync(log, `${log}.1`);
  writeFileSync(log, line('203.0.113.3'));
  await sender().turn(tell);
  assert.deepEqual(since().sort(), ['203.0.113.2', '203.0.113.3']);
});

test('createSender() moves on when the hub has all of it, and not before', async t => {
  const { log, tell, sender, since } = logged(t);
  const one = sender();
  writeFileSync(log, line('203.0.113.1') + line('203.0.113.2'));
  await assert.rejects(one.turn(refuse), /the hub is away/);
  appendFileSync(log, line('203.0.113.3'));
  const some: Tell = event => (formatAddress(event.source) === '203.0.113.2' ? refuse(event) : tell(event));
  await assert.rejects(one.turn(some), /the hub is away/);
  assert.deepEqual(since(), ['203.0.113.1', '203.0.113.3']);
  await one.turn(tell);
  assert.deepEqual(since(), ['203.0.113.2'], 'the others are there already');
  await sender().turn(tell);
  assert.deepEqual(since(), []);
});

test('createSender() begins an hour back without a position, and says why where there was one', async t => {
  const { log, file, tell, sender, since } = logged(t);
  writeFileSync(log, line('203.0.113.1'));
  for (const text of ['{', '{"log":1}', '7', '{"log":"/other","position":{}}']) {
    writeFileSync(file, text);
    await sender().turn(tell);
    assert.deepEqual(since(), ['203.0.113.1'], text);
    rmSync(file);
  }
});
