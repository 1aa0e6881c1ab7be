import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Credentials, openLink } from '../../src/fleet/link/connect.ts';
import { type Child, startChild } from '../e2e/hosts/child.ts';

/** A real hub of the fleet: Debian's nats-server with mutual TLS, a user a host, and the two streams. */
export interface Hub {
  readonly folder: string;
  /** What the config of a host names. */
  readonly server: string;
  /** The certificate of a user, made when it is asked for; `by` another authority is a foreign one. */
  credentials(user: string, by?: string): Credentials;
  link(user: string): Promise<NatsConnection>;
  /** Starts it, again where it was killed, with what it kept. */
  start(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Has it stand still meanwhile: nothing is answered, and nothing is refused. */
  frozen(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const unpacked = fileURLToPath(new URL('../../../var/nats/usr/sbin/nats-server', import.meta.url));
const program = ['nats-server', unpacked].find(name => spawnSync(name, ['--version']).status === 0);

/** Why there can be no hub here; undefined where there can. */
export const hubLack = program === undefined ? 'needs nats-server (make tools)' : undefined;

export interface HubOptions {
  readonly users: readonly string[];
  /** Where it listens. @default a free port of 127.0.0.1 */
  readonly address?: string;
  readonly port?: number;
  /** Starts it, and runs what speaks to it, there: a host of a test network. @default here */
  readonly start?: (command: readonly [string, ...string[]]) => Child;
  readonly run?: (command: readonly [string, ...string[]]) => unknown;
  /** Of the stream of scans: a small one is soon full. */
  readonly maxBytes?: number;
  /** Of a disk of its own for what it keeps: bytes. Needs root. */
  readonly disk?: number;
  readonly perSubject?: number;
}

/** Starts one, and closes it whatever happens. */
export async function withHub<T>(options: HubOptions, work: (hub: Hub) => Promise<T>): Promise<T> {
  const hub = createHub(options);
  try {
    await hub.start();
    makeStreams(hub, options);
    return await work(hub);
  } finally {
    await hub.close();
  }
}

function createHub(options: HubOptions): Hub {
  const { users, address = '127.0.0.1', start = startChild } = options;
  const folder = mkdtempSync(join(tmpdir(), 'portjail-hub-'));
  const store = join(folder, 'store');
  if (options.disk !== undefined) mountDisk(store, options.disk);
  const port = options.port ?? freePort();
  makeAuthority(folder, 'ca');
  makeCertificate(folder, 'ca', 'hub', `subjectAltName=IP:${address},DNS:localhost`);
  writeFileSync(join(folder, 'hub.conf'), conf(folder, address, port, users));
  let child: Child | undefined;
  const credentials = (user: string, by = 'ca'): Credentials => {
    const name = by === 'ca' ? user : `${user}-${by}`;
    if (!existsSync(join(folder, `${by}.pem`))) makeAuthority(folder, by);
    if (!existsSync(join(folder, `${name}.pem`))) makeCertificate(folder, by, name, undefined, user);
    return {
      user,
      ca: join(folder, 'ca.pem'),
      cert: join(folder, `${name}.pem`),
      key: join(folder, `${name}.key`),
    };
  };
  const server = `tls://${address}:${port}`;
  const kill = async (): Promise<void> => void (await child?.stop('SIGKILL'));
  return {
    folder,
    server,
    credentials,
    kill,
    link: user => openLink([server], credentials(user)),
    start: async () => {
      child = start([program ?? 'nats-server', '-c', join(folder, 'hub.conf')]);
      await child.waitFor('Server is ready');
    },
    frozen: async meanwhile => {
      process.kill(child?.pid ?? 0, 'SIGSTOP');
      try {
        await meanwhile();
      } finally {
        process.kill(child?.pid ?? 0, 'SIGCONT');
      }
    },
    close: async () => {
      await kill();
      if (options.disk !== undefined) execFileSync('umount', [store]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const script = fileURLToPath(new URL('hub-streams.js', import.meta.url));

/** What `fleet hub` has the admin make. */
function makeStreams(hub: Hub, options: HubOptions): void {
  const { run = runHere, maxBytes, perSubject } = options;
  const said = JSON.stringify({ maxBytes, perSubject });
  run([process.execPath, script, hub.server, JSON.stringify(hub.credentials('admin')), said]);
}

const runHere = ([tool, ...args]: readonly [string, ...string[]]): unknown =>
  execFileSync(tool, args, { stdio: 'pipe' });

/** Below the ports that the kernel gives to others; two suites that run at once take different ones. */
const freePort = (): number => 20_000 + (process.pid % 10_000);

const api = (host: string): string[] =>
  ['PORTJAIL', 'PORTJAIL_PARDON'].flatMap(stream => [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${host}`,
    `$JS.API.CONSUMER.DELETE.${stream}.${host}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${host}`,
  ]);

const userOf = (user: string, publish: readonly string[], subscribe: readonly string[]): string =>
  JSON.stringify({
    user: `CN=${user}`,
    permissions: { publish, subscribe: [...subscribe, `_INBOX_${user}.>`] },
  });

function conf(folder: string, address: string, port: number, users: readonly string[]): string {
  const heard = ['portjail.scan.*', 'portjail.pardon.*'];
  const all = [
    ...users.map(user => userOf(user, [`portjail.scan.${user}`, ...api(user)], heard)),
    userOf('admin', ['portjail.pardon.*', '$JS.API.>'], heard),
    userOf('collector', api('collector'), heard),
  ];
  const pem = (name: string): string => JSON.stringify(join(folder, name));
  return [
    `host: "${address}"`,
    `port: ${port}`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'store'))}, max_file: 1GB }`,
    `tls { cert_file: ${pem('hub.pem')}, key_file: ${pem('hub.key')}, ca_file: ${pem('ca.pem')}, verify_and_map: true }`,
    `authorization { users: [${all.join(',\n')}] }`,
    '',
  ].join('\n');
}

function mountDisk(folder: string, size: number): void {
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
}

const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
const ellipticKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function makeAuthority(folder: string, name: string): void {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
  openssl('req', '-x509', ...ellipticKey, ...files, '-days', '30', '-subj', `/CN=${name}`);
}

function makeCertificate(folder: string, by: string, name: string, extension?: string, user = name): void {
  mkdirSync(folder, { recursive: true });
  const at = (suffix: string): string => join(folder, `${name}.${suffix}`);
  openssl('req', ...ellipticKey, '-keyout', at('key'), '-out', at('csr'), '-subj', `/CN=${user}`);
  writeFileSync(at('ext'), extension === undefined ? '' : `${extension}\n`);
  const signed = ['-CA', join(folder, `${by}.pem`), '-CAkey', join(folder, `${by}.key`), '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    at('csr'),
    ...signed,
    '-days',
    '30',
    '-extfile',
    at('ext'),
    '-out',
    at('pem'),
  );
  assert.match(readFileSync(at('pem'), 'latin1'), /BEGIN CERTIFICATE/);
}
