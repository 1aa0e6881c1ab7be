import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/transport-node';
import { readCertificate } from '../../../src/fleet/hub/certificate.ts';
import { hubConf } from '../../../src/fleet/hub/conf.ts';
import { fillFolder } from '../../../src/fleet/hub/folder.ts';
import { makeAuthority, makeCertificate } from '../../../src/fleet/hub/openssl.ts';
import { type Credentials, openLink } from '../../../src/fleet/link/connect.ts';
import { type Child, startChild } from '../../e2e/hosts/child.ts';
import { prepare } from './streams.ts';

/** A real hub of the fleet: Debian's nats-server with mutual TLS, a user a host, and the two streams. */
export interface Hub {
  readonly folder: string;
  /** What the config of a host names. */
  readonly server: string;
  /** The certificate of a user, made when it is asked for; `by` another authority is a foreign one. */
  credentials(user: string, by?: string): Credentials;
  link(user: string, by?: Credentials): Promise<NatsConnection>;
  /** Has it know these hosts from now on, with new certificates of some, while it runs on. */
  change(hosts: readonly string[], renew?: readonly string[]): void;
  /** Starts it, again where it was killed, with what it kept. */
  start(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Has it stand still meanwhile: nothing is answered, and nothing is refused. */
  frozen(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const unpacked = fileURLToPath(new URL('../../../../var/nats/usr/sbin/nats-server', import.meta.url));
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
  /** So many hosts more have a place in its config, and no certificate. */
  readonly more?: number;
  /** Has it be another hub than it is made. */
  readonly change?: (conf: string) => string;
  /** @default true */
  readonly streams?: boolean;
}

/** Starts one, and closes it whatever happens. */
export async function withHub<T>(options: HubOptions, work: (hub: Hub) => Promise<T>): Promise<T> {
  const hub = createHub(options);
  try {
    await hub.start();
    if (options.streams ?? true) await prepareStreams(hub, options);
    return await work(hub);
  } finally {
    await hub.close();
  }
}

/** One hub for the tests of a file that leave it as it is, started for the first of them; each finds its streams empty. */
export function sharedHub(options: HubOptions): (work: (hub: Hub) => Promise<void>) => Promise<void> {
  let shared: Hub | undefined;
  after(() => shared?.close());
  return async work => {
    if (shared === undefined) {
      shared = createHub(options);
      await shared.start();
    }
    await prepare(shared.server, shared.credentials('admin'), options);
    await work(shared);
  };
}

function createHub(options: HubOptions): Hub {
  const { users, address = '127.0.0.1', start = startChild, change = conf => conf } = options;
  const folder = mkdtempSync(join(tmpdir(), 'portjail-hub-'));
  const store = join(folder, 'store');
  if (options.disk !== undefined) mountDisk(store, options.disk);
  const port = options.port ?? freePort();
  const config = join(folder, 'hub/nats-server.conf');
  const others = Array.from({ length: options.more ?? 0 }, (_, index) => ({
    name: `other${index}`,
    issue: '0',
  }));
  const setUp = (hosts: readonly string[], renew: readonly string[] = []): void => {
    const filled = fillFolder(folder, { hub: [address], hosts }, renew, Date.now());
    writeFileSync(config, change(here(hubConf([...filled.users, ...others]), folder, address, port)));
  };
  setUp(users);
  let child: Child | undefined;
  const credentials = (user: string, by = 'ca'): Credentials => {
    const at = by === 'ca' ? join(folder, user) : forged(join(folder, '.foreign', by), folder, user);
    return {
      user,
      ca: join(folder, 'ca.pem'),
      cert: join(at, `${user}.pem`),
      key: join(at, `${user}.key`),
    };
  };
  const server = `tls://${address}:${port}`;
  const kill = async (): Promise<void> => void (await child?.stop('SIGKILL'));
  return {
    folder,
    server,
    credentials,
    kill,
    change: (hosts, renew) => {
      setUp(hosts, renew);
      execFileSync(program ?? 'nats-server', ['--signal', `reload=${child?.pid}`], { stdio: 'pipe' });
    },
    link: (user, by = credentials(user)) => openLink([server], by),
    start: async () => {
      child = start([program ?? 'nats-server', '-c', config]);
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

const script = fileURLToPath(new URL('streams.js', import.meta.url));

/** What `fleet hub --streams` makes; by a process of its own where the hub cannot be reached from here. */
async function prepareStreams(hub: Hub, options: HubOptions): Promise<void> {
  const credentials = hub.credentials('admin');
  if (options.run === undefined) return prepare(hub.server, credentials, options);
  const words = [credentials, options].map(value => JSON.stringify(value));
  options.run([process.execPath, script, hub.server, ...words]);
}

/** Below the ports that the kernel gives to others; two suites that run at once take different ones. */
const freePort = (): number => 20_000 + ((process.pid * 3 + hubs++) % 10_000);
let hubs = 0;

/** The config where this hub is: Debian's folders are not for a test. */
const here = (conf: string, folder: string, address: string, port: number): string =>
  `host: "${address}"\n${conf}`
    .replace(/^port: 4222$/m, `port: ${port}`)
    .replaceAll('/etc/nats/', `${folder}/hub/`)
    .replace('/var/lib/nats', `${folder}/store`);

function mountDisk(folder: string, size: number): void {
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
}

/** A certificate of the same subject by another authority; returns its folder. */
function forged(at: string, folder: string, user: string): string {
  if (existsSync(at)) return at;
  mkdirSync(at, { recursive: true });
  const { issue } = readCertificate(join(folder, user, `${user}.pem`));
  makeAuthority(at);
  makeCertificate(at, at, { name: user, issue });
  return at;
}
