import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { readAnswers } from '../../src/names/file.ts';
import { lookUp, lookUpAll } from '../../src/names/look-up.ts';
import { createRounds } from '../../src/names/rounds.ts';
import { type Has, resolversOf } from './name-server.ts';

const start = Date.UTC(2026, 10, 22);

/** Rounds with a clock of their own, which ask a real name server. */
async function stage(t: TestContext, names: string) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-names-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [file, ignore, path] = [
    join(folder, 'c.json'),
    join(folder, 'ignore'),
    join(folder, 'n/answers.json'),
  ];
  writeFileSync(ignore, names);
  writeFileSync(file, JSON.stringify({ ignore: { files: [ignore] } }));
  const [zone, asked, clock] = [new Map<string, Has>(), [] as string[], { now: start }];
  const resolver = await resolversOf(t, name => {
    asked.push(name);
    return zone.get(name);
  });
  const end = new AbortController();
  const named = { files: [ignore] };
  const open = () =>
    createRounds({
      load: () => ({ entries: loadConfig({ file }).ignored.names, files: [file, ...named.files] }),
      path,
      ended: end.signal,
      clock: () => clock.now,
      look: (all, ended) => lookUpAll(all, ended, (name, signal) => lookUp(name, signal, resolver())),
    });
  const found = (name = 'home.example.org') =>
    readAnswers(path).found?.answers.find(answer => answer.name === name && answer.family === 4);
  return { folder, named, ignore, file, zone, asked, clock, end, open, found, rounds: open() };
}

/** With another file, as editors do: the same one, written twice within a tick of the clock of files, is taken for unchanged. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

test('createRounds() asks for every name once a minute, and not before', async t => {
  const { zone, clock, asked, rounds, found } = await stage(t, 'home.example.org\n');
  zone.set('home.example.org', ['203.0.113.7']);
  await rounds.turn();
  assert.deepEqual(found()?.addresses, ['203.0.113.7']);
  zone.set('home.example.org', ['203.0.113.8']);
  clock.now += 59_999;
  await rounds.turn();
  assert.deepEqual([found()?.addresses, asked.length], [['203.0.113.7'], 2]);
  clock.now += 1;
  await rounds.turn();
  assert.deepEqual([found()?.addresses, asked.length], [['203.0.113.8'], 4]);
  assert.equal(rounds.summary(), '1 name, 1 with an address');
  clock.now -= 3_600_000;
  await rounds.turn();
  assert.equal(asked.length, 6);
});

test('createRounds() asks at once when an ignore file has changed, and forgets a name that has left it', async t => {
  const { zone, rounds, found, ignore } = await stage(t, 'home.example.org\n');
  zone.set('home.example.org', ['203.0.113.7']).set('nas.example.org', ['203.0.113.8']);
  await rounds.turn();
  replace(ignore, 'nas.example.org\n# portjail: name=home.example.com\n');
  await rounds.turn();
  assert.deepEqual(
    [found(), found('nas.example.org')?.addresses, found('home.example.com')?.outcome],
    [undefined, ['203.0.113.8'], 'empty'],
  );
});

test('createRounds() looks at the files that the config names by now', async t => {
  const { zone, rounds, found, file, folder, named } = await stage(t, 'home.example.org\n');
  zone.set('nas.example.org', ['203.0.113.8']);
  await rounds.turn();
  const other = join(folder, 'other');
  writeFileSync(other, '192.0.2.1\n');
  named.files = [other];
  replace(file, JSON.stringify({ ignore: { files: [other] } }));
  await rounds.turn();
  await rounds.turn();
  assert.equal(await rounds.turn(), false);
  replace(other, 'nas.example.org\n');
  assert.equal(await rounds.turn(), true);
  assert.deepEqual([found(), found('nas.example.org')?.addresses], [undefined, ['203.0.113.8']]);
});

test('createRounds() goes on from the answers of the process before it, and keeps them through a failure', async t => {
  const { zone, clock, rounds, open, found } = await stage(t, 'home.example.org\n');
  zone.set('home.example.org', ['203.0.113.7']);
  await rounds.turn();
  zone.set('home.example.org', 2);
  clock.now += 3_600_000;
  await open().turn();
  assert.deepEqual(
    [found()?.addresses, found()?.answered, found()?.outcome],
    [['203.0.113.7'], start, 'failed'],
  );
});

test('createRounds() keeps the names that it knows where the config has a mistake, and asks for them', async t => {
  const { zone, clock, rounds, found, file } = await stage(t, 'home.example.org\n');
  zone.set('home.example.org', ['203.0.113.7']);
  await rounds.turn();
  replace(file, '{"nonsense":1}');
  zone.set('home.example.org', ['203.0.113.8']);
  clock.now += 60_000;
  await rounds.turn();
  assert.deepEqual(found()?.addresses, ['203.0.113.8']);
});

test('createRounds() writes nothing of a round that is cut short', async t => {
  const { zone, rounds, found, end, asked } = await stage(t, 'home.example.org\n');
  zone.set('home.example.org', 'silent');
  const turn = rounds.turn();
  while (asked.length < 2) await new Promise(setImmediate);
  end.abort();
  await turn;
  assert.equal(found(), undefined);
});
