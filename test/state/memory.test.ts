import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noServicePorts, type ServicePorts } from '../../src/detect/watch/services.ts';
import { readState, writeState } from '../../src/state/file.ts';
import { encodeState } from '../../src/state/format.ts';
import { createMemory } from '../../src/state/memory.ts';
import { recall } from '../../src/state/recall.ts';
import { servicePortParts } from '../../src/state/service-ports.ts';
import { thisBoot } from '../../src/sys/boot.ts';
import { mockTimers } from '../support/timers.ts';
import { until } from '../support/until.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portjail-memory-'));
const holding = (port: number): ServicePorts => ({ tcp: [{ port, inside: false, age: 0 }], udp: [] });
const portsIn = (path: string): number[] => recall([path]).tcp.map(({ port }) => port);

/** A sentry that has something to remember, in these files; what is said of it is collected. */
function remembering(context: TestContext, ...files: string[]) {
  const said: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  mockTimers(context, 'setInterval');
  const present = { servicePorts: holding(80), changes: 1, again: 0 };
  const memory = createMemory({
    files: () => files,
    servicePorts: again => {
      if (again !== undefined) present.again++;
      return present.servicePorts;
    },
    portChanges: () => present.changes,
  });
  return { memory, present, said, tick: () => context.mock.timers.tick(5_000) };
}

test('createMemory() saves at once, after each change, and for the last time after one more look', async context => {
  const path = join(folder(), 'state');
  const { memory, present, tick } = remembering(context, path);
  memory.keep();
  await until(() => portsIn(path)[0] === 80, 'the first save');
  Object.assign(present, { servicePorts: holding(81) });
  tick();
  Object.assign(present, { servicePorts: holding(82), changes: 2 });
  await until(() => {
    tick();
    return portsIn(path)[0] === 82;
  }, 'a save after a change');
  Object.assign(present, { servicePorts: holding(83) });
  memory.close();
  assert.deepEqual([portsIn(path), present.again], [[83], 1]);
});

test('close() has the last word, though a save is still being written', async context => {
  const path = join(folder(), 'state');
  const { memory, present } = remembering(context, path);
  memory.keep();
  Object.assign(present, { servicePorts: holding(81) });
  memory.close();
  assert.deepEqual(portsIn(path), [81]);
  await until(() => !existsSync(`${path}.next`), 'the end of the save');
  assert.deepEqual(portsIn(path), [81]);
});

test('createMemory() writes nothing where it was never kept', context => {
  const home = folder();
  remembering(context, join(home, 'state')).memory.close();
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

test('createMemory() says once where nothing can be written, and goes on', async context => {
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
    return readState(path) !== undefined;
  }, 'a save');
  assert.equal(said.length, 1);
  memory.close();
});

test('recall() takes the file that was saved last, and says which are of no use', context => {
  const said: string[] = [];
  context.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  const home = folder();
  const [old, recent, damaged, link, absent] = ['old', 'recent', 'damaged', 'link', 'absent'].map(name =>
    join(home, name),
  ) as [string, string, string, string, string];
  const now = Date.now();
  writeState(old, encodeState(servicePortParts(holding(22), thisBoot(), now - 1000)));
  writeState(recent, encodeState(servicePortParts(holding(23), thisBoot(), now)));
  writeFileSync(damaged, encodeState(servicePortParts(holding(24), thisBoot(), now + 1000)).slice(0, -9));
  symlinkSync(recent, link);
  assert.deepEqual(
    recall([old, recent]).tcp.map(({ port }) => port),
    [23],
  );
  assert.deepEqual(said, []);
  assert.deepEqual(recall([damaged, link, absent]), noServicePorts);
  assert.deepEqual(
    said.map(text => / (damaged|link)\b/.exec(text)?.[1]),
    ['damaged', 'link'],
  );
  assert.deepEqual(recall([absent]), noServicePorts);
});

test('recall() is stopped by no value that somebody put in the place of a time', () => {
  const home = folder();
  const held = [{ protocol: 'tcp', inside: false, ports: '80', last: 0 }];
  const odd = { valueOf: 1, toString: 1 };
  const paths = [odd, null, 1].map((saved, i) => {
    const path = join(home, String(i));
    writeFileSync(path, encodeState({ boot: '', clock: 0, saved, held }));
    return path;
  });
  assert.deepEqual(recall(paths).tcp, [{ protocol: 'tcp', port: 80, inside: false, age: 0 }]);
});
