import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fillFolder } from '../../../src/fleet/hub/folder.ts';
import { cli, shippedTo } from '../../support/built.ts';
import { configFile, directory, startRun } from '../program.ts';
import { freePort } from '../touch.ts';

/** What ships of the client library: bundled, each of its files says where it came from. */
const library = readdirSync(join(shippedTo, 'dist')).filter(
  file =>
    file.endsWith('.mjs') &&
    readFileSync(join(shippedTo, 'dist', file), 'utf8').includes('"node_modules/@nats-io/'),
);

const all = mkdtempSync(join(tmpdir(), 'portjail-loaded-'));
process.once('exit', () => rmSync(all, { recursive: true }));

/** Where a process says at its end what it has loaded (NODE_V8_COVERAGE), and which of that is the library's. */
function reporting(): { env: string; libraryLoaded: () => string[] } {
  const folder = mkdtempSync(join(all, 'of-'));
  const libraryLoaded = (): string[] => {
    const reports = readdirSync(folder).filter(file => file.startsWith('coverage-'));
    assert.ok(reports.length > 0, 'it says what it has loaded');
    return reports
      .flatMap(file => JSON.parse(readFileSync(join(folder, file), 'utf8')).result)
      .map(({ url }) => basename(url))
      .filter(file => library.includes(file));
  };
  return { env: `NODE_V8_COVERAGE=${folder}`, libraryLoaded };
}

async function ran(...words: string[]) {
  const [runtime, { env, libraryLoaded }] = [directory(), reporting()];
  const places = [`RUNTIME_DIRECTORY=${runtime}`, `LOGS_DIRECTORY=${runtime}`, `STATE_DIRECTORY=${runtime}`];
  const child = spawn('env', [env, ...places, process.execPath, cli, ...words]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.resume();
  await once(child, 'close');
  return { code: child.exitCode, said, loaded: libraryLoaded(), made: readdirSync(runtime) };
}

/** A config of a host in a fleet, whose hub counts every connection and says nothing. */
async function inFleet() {
  let connections = 0;
  const hub = createServer(socket => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const address = hub.address();
  const server = `tls://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`;
  const folder = directory();
  fillFolder(folder, { hub: ['127.0.0.1'], hosts: ['web1'] }, [], Date.now());
  const at = (name: string): string => join(folder, 'web1', name);
  const files = { ca: at('ca.pem'), cert: at('web1.pem'), key: at('web1.key') };
  const fleet = { servers: [server], name: 'web1', accept: true, hosts: 1, ...files };
  const made = configFile({ fleet, tcp: { ports: `${await freePort()}` } });
  return { ...made, connections: () => connections, close: () => void hub.close() };
}

/** Each command that can do its work here and changes nothing of this machine's. */
const works = (file: string): string[][] => [
  ...['check', 'render', 'status', 'firewall', 'report', 'simulate', 'metrics'].map(name => [
    name,
    '-c',
    file,
  ]),
  ['doctor', '--no-ban', '-c', file],
  ['ignore', '--list', '-c', file],
  ['why', '203.0.113.7', '-c', file],
];

test('no command but fleet loads the client library or speaks to the hub, on a host of a fleet too', async () => {
  const { file, connections, close } = await inFleet();
  try {
    const { env, libraryLoaded } = reporting();
    const sentry = await startRun(['-c', file], ['env', env]);
    try {
      await Promise.all(
        works(file).map(async words => assert.deepEqual((await ran(...words)).loaded, [], words.join(' '))),
      );
    } finally {
      await sentry.end();
    }
    assert.deepEqual(libraryLoaded(), [], 'the sentry');
    assert.equal(connections(), 0);
    const { loaded } = await ran('fleet', 'check', '-c', file);
    assert.ok(loaded.length > 0 && connections() > 0, 'which does both');
  } finally {
    close();
  }
});

test('fleet does nothing without fleet.servers: no file, no library, exit code 2', async () => {
  const { file } = configFile({ fleet: { name: 'web1' } });
  const parts = [['run'], ['check'], ['pardon', '203.0.113.7'], ['collect', '-o', '/nowhere/log']];
  for (const words of parts) {
    const { code, said, loaded, made } = await ran('fleet', ...words, '-c', file);
    assert.equal(code, 2, said);
    assert.match(said, /fleet\.servers names no server/);
    assert.deepEqual([loaded, made], [[], []], words[0]);
  }
});
