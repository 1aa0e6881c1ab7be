import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import { noServicePorts } from '../../src/detect/watch/services.ts';
import { connectKind } from '../../src/sentry/connect.ts';
import { type Sentries, startSentries } from '../../src/sentry/sentries.ts';
import type { Outlets, Sentry, SentryKind } from '../../src/sentry/sentry.ts';
import { stealthKind } from '../../src/sentry/stealth.ts';
import { realWay } from '../../src/sentry/ways.ts';
import { CAP_NET_BIND_SERVICE } from '../../src/sys/process/rights.ts';
import { configFile } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';

const skip = process.getuid?.() !== 0 && 'needs root to see packets';
const kinds = [connectKind, stealthKind];
const outlets: Outlets = {
  way: realWay('a test wants real sockets'),
  reports: { probe: () => {}, answer: () => {} },
  onFailure: error => assert.fail(error),
};

const configOf = (settings: Record<string, unknown>): Config =>
  loadConfig({ file: configFile(settings).file }).config;
/** What both kinds watch: a real socket, and a UDP port by its packets. */
const both = (port: number): Config =>
  configOf({ tcp: { ports: `${port}` }, udp: { mode: 'stealth', ports: '9' } });

/** A kind that cannot start, or cannot take another config over. */
const broken = (start: SentryKind['start']): SentryKind => ({ wants: () => true, rights: [], start });
const neverStarts = broken(async () => {
  throw new Error('it does not start');
});
const neverChanges = broken(async (config, given): Promise<Sentry> => {
  const sentry = await connectKind.start({ ...config, tcp: { ...config.tcp, ports: '' } }, given);
  return { ...sentry, update: () => Promise.reject(new Error('it does not change')) };
});
/** It among the real ones, in each position. */
const inEachPosition = (kind: SentryKind): SentryKind[][] =>
  [0, 1, 2].map(position => [...kinds.slice(0, position), kind, ...kinds.slice(position)]);

const descriptors = (): number => readdirSync('/proc/self/fd').length;
const isOpen = (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
};

/** Starts them for the length of a test. */
async function started(t: TestContext, config: Config, list = kinds): Promise<Sentries> {
  const sentries = await startSentries(config, outlets, noServicePorts, list);
  t.after(() => sentries.stop());
  return sentries;
}

test('startSentries() starts what the config wants, and adds up what they watch', { skip }, async t => {
  const port = await freePort();
  const sentries = await started(t, both(port));
  assert.deepEqual(sentries.counts(), { sockets: { tcp: 1, udp: 0 }, captured: { tcp: 0, udp: 1 } });
  const later = Date.now() + 60_000;
  assert.ok(sentries.heard(later) < later, 'packets of a time to come are still to be heard');
  const alone = await started(t, configOf({ tcp: { ports: `${await freePort()}` } }));
  assert.equal(alone.heard(later), later, 'sockets alone have heard all');
});

test('startSentries() stops those that did start when one cannot, in whatever position', {
  skip,
}, async () => {
  const port = await freePort();
  (await startSentries(both(port), outlets)).stop();
  const before = descriptors();
  for (const list of inEachPosition(neverStarts)) {
    await assert.rejects(startSentries(both(port), outlets, noServicePorts, list), /it does not start/);
    assert.equal(descriptors(), before);
    assert.equal(await isOpen(port), false);
  }
});

test('update() leaves everything as it was when one fails, in whatever position', { skip }, async t => {
  for (const list of inEachPosition(neverChanges)) {
    const [port, other] = [await freePort(), await freePort()];
    const sentries = await started(t, both(port), list);
    const before = sentries.counts();
    const next = configOf({ tcp: { ports: `${other}` }, udp: { mode: 'stealth', ports: '9,13' } });
    await assert.rejects(sentries.update(next), /it does not change/);
    assert.deepEqual(sentries.counts(), before);
    assert.deepEqual([await isOpen(port), await isOpen(other)], [true, false]);
  }
});

test('update() stops those again that it has started when one fails', { skip }, async t => {
  const port = await freePort();
  const sentries = await started(t, configOf({ tcp: { ports: `${port}` } }), [...kinds, neverChanges]);
  const [before, open] = [sentries.counts(), descriptors()];
  await assert.rejects(sentries.update(both(port)), /it does not change/);
  assert.deepEqual([sentries.counts(), descriptors()], [before, open]);
});

test('update() starts what is newly wanted, and keeps what is not for a config to come', {
  skip,
}, async t => {
  const [port, other] = [await freePort(), await freePort()];
  const sentries = await started(t, configOf({ tcp: { ports: `${port}` } }));
  await sentries.update(both(other));
  assert.deepEqual(sentries.counts(), { sockets: { tcp: 1, udp: 0 }, captured: { tcp: 0, udp: 1 } });
  await sentries.update(configOf({ tcp: { mode: 'stealth', ports: `${port}` } }));
  assert.deepEqual(sentries.counts(), { sockets: { tcp: 0, udp: 0 }, captured: { tcp: 1, udp: 0 } });
  assert.equal(await isOpen(other), false);
});

test('update() refuses interfaces of which none is here, and leaves everything as it was', async t => {
  const port = await freePort();
  const config = configOf({ tcp: { ports: `${port}` } });
  const sentries = await started(t, config);
  await assert.rejects(sentries.update({ ...config, interfaces: ['nosuch0'] }), /nosuch0/);
  assert.equal(await isOpen(port), true);
});

test('serves() knows a service, and none of our own sockets', async t => {
  const port = await freePort();
  const known = { tcp: [{ port: 22, inside: false, age: 0 }], udp: [] };
  const sentries = await startSentries(configOf({ tcp: { ports: `${port}` } }), outlets, known);
  t.after(() => sentries.stop());
  assert.deepEqual([sentries.serves(22), sentries.serves(port)], [true, false]);
  assert.ok(sentries.servicePorts('again').tcp.some(one => one.port === 22));
});

test('startSentries() tells each kind of the ports of the others, and not of its own', async t => {
  const told: ((port: number) => boolean)[] = [];
  const holding = (port: number): SentryKind =>
    broken(async (config, given): Promise<Sentry> => {
      told.push(asked => given.isOwn('tcp', asked));
      const sentry = await connectKind.start({ ...config, tcp: { ...config.tcp, ports: '' } }, given);
      return { ...sentry, isOwn: (_protocol, asked) => asked === port };
    });
  await started(t, configOf({ tcp: { ports: `${await freePort()}` } }), [holding(1), holding(2)]);
  assert.deepEqual(
    told.map(isOwn => [isOwn(1), isOwn(2)]),
    [
      [false, true],
      [true, false],
    ],
  );
});

test('rights() is the right to low ports where real sockets are wanted, and no other', { skip }, async t => {
  const rightsFor = async (config: Config): Promise<readonly number[]> => (await started(t, config)).rights();
  const port = `${await freePort()}`;
  assert.deepEqual(await rightsFor(configOf({ tcp: { ports: port } })), [CAP_NET_BIND_SERVICE]);
  assert.deepEqual(await rightsFor(configOf({ tcp: { mode: 'stealth', ports: '1' } })), []);
  const decoys = { mode: 'stealth', ports: '1', decoys: `${await freePort()}` };
  assert.deepEqual(await rightsFor(configOf({ tcp: decoys })), [CAP_NET_BIND_SERVICE]);
});
