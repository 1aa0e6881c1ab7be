import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isRunning, readSettled, readStatus } from '../../src/status/read.ts';
import { directory } from '../commands/program.ts';
import { ownUser, pretender } from '../sys/pretender.ts';
import { sample } from './sample.ts';

test('readStatus() says why there is no status to be had', () => {
  const folder = directory();
  const path = join(folder, 'status.json');
  const faultOf = (): string => {
    const found = readStatus(path);
    return 'fault' in found ? found.fault : 'none';
  };
  assert.equal(faultOf(), 'absent');
  writeFileSync(path, JSON.stringify(sample));
  assert.equal(faultOf(), 'none');
  truncateSync(path, 100);
  assert.equal(faultOf(), 'unreadable');
  // As large as a disk, and read for ever: neither is tried.
  truncateSync(path, 2 ** 40);
  assert.equal(faultOf(), 'no file');
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  const why = (name: string): string => {
    const found = readStatus(join(folder, name));
    return 'fault' in found ? found.why : 'none';
  };
  assert.match(why('pipe'), /^is a pipe \(FIFO\)/);
  writeFileSync(join(folder, 'real'), JSON.stringify(sample));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  symlinkSync('/dev/zero', join(folder, 'zero'));
  for (const link of ['link', 'zero']) assert.match(why(link), /^is a link, which is not followed/);
  mkdirSync(join(folder, 'folder'));
  assert.match(why('folder'), /is a directory/);
  assert.ok('fault' in readStatus('/dev/zero'));
});

test('readStatus() says whose file it was, and isRunning() believes no other user', async t => {
  const path = join(directory(), 'status.json');
  writeFileSync(path, JSON.stringify({ ...sample, ...(await pretender(t)) }));
  const found = readStatus(path);
  assert.ok('status' in found && found.owner === ownUser);
  assert.ok(isRunning(found));
  assert.ok(!isRunning({ ...found, owner: ownUser + 1 }));
});

const farAhead = 8.64e15;

test('readSettled() takes a time ahead for now as soon as another file is there', async t => {
  const path = join(directory(), 'status.json');
  const text = JSON.stringify({ ...sample, ...(await pretender(t)), time: farAhead });
  writeFileSync(path, text);
  const settled = readSettled(path);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  const found = await settled;
  assert.ok('status' in found && found.status.time <= Date.now());
});

test('readSettled() leaves a time ahead as it is where nobody writes', async t => {
  const path = join(directory(), 'status.json');
  writeFileSync(path, JSON.stringify({ ...sample, ...(await pretender(t)), time: farAhead }));
  const found = await readSettled(path, 0);
  assert.ok('status' in found && found.status.time === farAhead);
});
