import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Block } from '../../src/detect/kept/blocks.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { noServicePorts, type ServicePorts } from '../../src/detect/watch/services.ts';
import { readState } from '../../src/state/file.ts';
import { createMemory } from '../../src/state/memory.ts';
import { recall } from '../../src/state/recall.ts';
import { servicePortParts } from '../../src/state/service-ports.ts';
import { thisBoot } from '../../src/sys/boot.ts';
import { datagram } from '../detect/helpers.ts';
import { mockTimers } from '../support/timers.ts';
import { until } from '../support/until.ts';
import { stateBytes } from './bytes.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portjail-memory-'));
const holding = (port: number): ServicePorts => ({ tcp: [{ port, inside: false, age: 0 }], udp: [] });
const portsIn = (path: string): number[] => recall([path]).servicePorts.tcp.map(({ port }) => port);

/** A sentry that has something to remember, in these files; what is said of it is collected. */
function remembering(context: TestContext, ...files: string[]) {
  const said: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  mockTimers(context, 'setInterval');
  const present = { servicePorts: holding(80), changes: 1, again: 0, blocks: [] as Block[], isWhole: true };
  const memory = createMemory({
    files: () => files,
    servicePorts: again => {
      if (again !== undefined) present.again++;
      return present.servicePorts;
    },
    portChanges: () => present.changes,
    alerts: () => [],
    isWhole: () => present.isWhole,
    blocks: () => present.blocks,
  });
  return { memory, present, said, tick: () => context.mock.timers.tick(5_000) };
}

test('createMemory() saves at once, after each change, and for the last time after one more look', async context => {
  const path = join(folder(), 'state');
  const { memory, present, tick } = remembering(context, path);
  memory.keep();
  assert.equal(memory.saved(), undefined);
  await until(() => memory.saved() !== undefined, 'the first save');
  assert.deepEqual([portsIn(path), memory.saved()?.file], [[80], path]);
  assert.equal(memory.saved()?.bytes, statSync(path).size);
  Object.assign(present, { servicePorts: holding(81) });
  tick();
  Object.assign(present, { servicePorts: holding(82), changes: 2 });
  await until(() => {
    tick();
    return portsIn(path)[0] === 82;
  }, 'a save after a change');
  Object.assign(present, { servicePorts: holding(83) });
  memory.rest();
  memory.close();
  assert.deepEqual([portsIn(path), present.again], [[83], 1]);
});

test('close() has the last word, though a save is still being written', async context => {
  const path = join(folder(), 'state');
  const { memory, present } = remembering(context, path);
  memory.keep();
  Object.assign(present, { servicePorts: holding(81) });
  memory.rest();
  memory.close();
  assert.deepEqual(portsIn(path), [81]);
  await until(() => !existsSync(`${path}.next`), 'the end of the save');
  assert.deepEqual(portsIn(path), [81]);
});

test('createMemory() writes nothing where it was never kept', context => {
  const home = folder();
  const { memory } = remembering(context, join(home, 'state'));
  memory.rest();
  memory.close();
  assert.deepEqual(readdirSync(home), []);
});

test('createMemory() takes the second place where the first cannot be written', async context => {
  const home = folder();
  writeFileSync(join(home, 'file'), '');
  const second = join(home, 'second');
  const { memory, said } = remembering(context, join(home, 'file/state'), second);
  memory.keep();
  await until(() => readState(second) !== undefined, 'a save');
  memory.close();
  assert.deepEqual(said, []);
});

test('createMemory() says once where nothing can be written, goes on, and says once when it is written again', async context => {
  const home = folder();
  writeFileSync(join(home, 'file'), '');
  const path = join(home, 'file/state');
  const { memory, present, said, tick } = remembering(context, path);
  memory.keep();
  await until(() => said.length === 1, 'a complaint');
  assert.match(said[0] ?? '', new RegExp(`cannot keep .*\\(${path}: ENOTDIR\\)`));
  present.changes++;
  tick();
  rmSync(join(home, 'file'));
  mkdirSync(join(home, 'file'));
  await until(() => {
    present.changes++;
    tick();
    return said.length > 1;
  }, 'a save, and a word of it');
  assert.ok(readState(path) !== undefined);
  assert.match(said[1] ?? '', /is kept over a restart again/);
  memory.close();
  assert.equal(said.length, 2);
});

test('recall() takes the file that was saved last, and says which are of no use', context => {
  const said: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  const home = folder();
  const [old, recent, damaged, link, absent] = ['old', 'recent', 'damaged', 'link', 'absent'].map(name =>
    join(home, name),
  ) as [string, string, string, string, string];
  const now = Date.now();
  writeFileSync(old, stateBytes(servicePortParts(holding(22), thisBoot(), now - 1000)));
  writeFileSync(recent, stateBytes(servicePortParts(holding(23), thisBoot(), now)));
  writeFileSync(damaged, stateBytes(servicePortParts(holding(24), thisBoot(), now + 1000)).subarray(0, 120));
  symlinkSync(recent, link);
  assert.deepEqual(
    recall([old, recent]).servicePorts.tcp.map(({ port }) => port),
    [23],
  );
  assert.deepEqual(said, []);
  assert.deepEqual(recall([damaged, link, absent]).servicePorts, noServicePorts);
  assert.deepEqual(
    said.map(text => / is (damaged|a link)\b/.exec(text)?.[1]),
    ['damaged', 'a link'],
  );
  assert.deepEqual(recall([absent]).servicePorts, noServicePorts);
});

test('recall() is stopped by no value that somebody put in the place of a time', () => {
  const home = folder();
  const held = [{ protocol: 'tcp', inside: false, ports: '80', last: 0 }];
  const odd = { valueOf: 1, toString: 1 };
  const paths = [odd, null, 1].map((saved, i) => {
    const path = join(home, String(i));
    writeFileSync(path, stateBytes({ boot: '', clock: 0, saved, held }));
    return path;
  });
  assert.deepEqual(recall(paths).servicePorts.tcp, [{ protocol: 'tcp', port: 80, inside: false, age: 0 }]);
});

const trigger = { handshake: 1, packet: 4, window: 600_000 };
/** A tracker that has seen two ports of a source at that time. */
const touched = (time: number): Block[] => {
  const tracker = createTracker();
  for (const port of [1, 2]) tracker.touch(datagram({ port, time }), trigger);
  return [...tracker.blocks()];
};
/** How many ports the file makes of one more, so much later. */
function portsLater(path: string, milliseconds: number): number | undefined {
  const recalled = recall([path]).sources();
  if (recalled?.remembered.tracker === undefined) return undefined;
  const tracker = createTracker();
  tracker.recall(recalled.remembered.tracker, recalled.shift);
  return tracker.touch(datagram({ port: 3, time: Date.now() + milliseconds }), trigger).ports;
}

test('recall() counts the ages of sources from the save, where the clock was set back since', () => {
  const path = join(folder(), 'state');
  const write = (ahead: number, boot = thisBoot()): void => {
    const time = Date.now() + ahead;
    writeFileSync(path, stateBytes(servicePortParts(holding(22), boot, time), touched(time)));
  };
  const other = { id: '00000000-0000-4000-8000-000000000000', clock: 1 };
  for (const ahead of [0, 86_400_000, 30 * 86_400_000])
    for (const boot of [thisBoot(), other]) {
      write(ahead, boot);
      assert.deepEqual([portsLater(path, 0), portsLater(path, 700_000)], [3, 1], `${ahead} ${boot.clock}`);
    }
  // Within one start of the machine it is known how long it was, whatever the clock says.
  write(86_400_000, { ...thisBoot(), clock: thisBoot().clock - 700_000 });
  assert.equal(portsLater(path, 0), 1);
  // Of a clock that was set forward nobody can tell it from a time that has gone by.
  write(-700_000);
  assert.equal(portsLater(path, 0), 1);
});

test('createMemory() writes nothing while what was known is still being taken in, but at the end', async context => {
  const path = join(folder(), 'state');
  const { memory, present, tick } = remembering(context, path);
  present.isWhole = false;
  memory.keep();
  tick();
  assert.ok(!existsSync(`${path}.next`) && !existsSync(path));
  present.isWhole = true;
  tick();
  await until(() => existsSync(path), 'a save');
  rmSync(path);
  present.isWhole = false;
  memory.rest();
  memory.close();
  assert.ok(existsSync(path));
});

test('createMemory() keeps what has come up to the very end', async context => {
  const path = join(folder(), 'state');
  const { memory, present } = remembering(context, path);
  memory.keep();
  await until(() => existsSync(path), 'a save');
  assert.equal(portsLater(path, 0), undefined);
  memory.rest();
  present.blocks = touched(Date.now());
  memory.close();
  assert.equal(portsLater(path, 0), 3);
});

test('recall() sets aside what is damaged behind its head, once, and says so once', context => {
  const said: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  const path = join(folder(), 'state');
  const whole = stateBytes(servicePortParts(holding(22), thisBoot(), Date.now()), touched(Date.now()));
  writeFileSync(path, whole.subarray(0, -40));
  const recalled = recall([path]);
  assert.deepEqual([recalled.servicePorts.tcp.length, said], [1, []], 'the head is whole');
  assert.equal(recalled.sources(), undefined);
  assert.equal(recalled.sources(), undefined);
  assert.match(said.join(''), new RegExp(`^.*${path} is damaged: it is set aside as ${path}.aside.*\n$`));
  assert.ok(!existsSync(path) && existsSync(`${path}.aside`));
});
