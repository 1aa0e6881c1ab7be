import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loaded } from '../../../src/config/load.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { type RunningFleet, startFleet } from '../../../src/fleet/member/start.ts';
import type { FleetPlaces } from '../../../src/fleet/place.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import { parseShared } from '../../../src/log/fleet/fleet-line.ts';
import { formatScan } from '../../../src/log/line.ts';
import { type Address, formatAddress, parseAddress } from '../../../src/net/address.ts';
import type { Hub } from '../../support/hub/hub.ts';

/** A host of the fleet in a folder of its own: its process, and the log that a sentry would write. */
export interface Host {
  readonly name: string;
  readonly places: FleetPlaces;
  /** Writes that these sources finished a handshake. */
  scanned(sources: readonly string[], time?: number): void;
  /** What its fleet's log says: verb, source, who told. */
  lines(): string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): FleetStatus;
}

interface HostOptions {
  readonly fleet?: Partial<Config['fleet']>;
  readonly ignored?: readonly string[];
  readonly clock?: () => number;
}

/** Makes hosts of a hub, which go when the work is done. */
export async function withHosts(hub: Hub, work: (host: MakeHost) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-fleet-'));
  const hosts: Host[] = [];
  try {
    await work((name, options) => {
      const host = hostIn(join(folder, name), name, hub, options);
      hosts.push(host);
      return host;
    });
  } finally {
    await Promise.all(hosts.map(host => host.stop()));
    rmSync(folder, { recursive: true });
  }
}

type MakeHost = (name: string, options?: HostOptions) => Host;

function hostIn(folder: string, name: string, hub: Hub, options: HostOptions = {}): Host {
  const { fleet = {}, ignored = [], clock = Date.now } = options;
  mkdirSync(folder, { recursive: true });
  const places = {
    log: join(folder, 'log/fleet.log'),
    status: join(folder, 'run/status.json'),
    position: join(folder, 'state/sent.json'),
  };
  const log = join(folder, 'portsentry.log');
  const { ca, cert, key } = hub.credentials(name);
  const file = join(folder, 'portjail.json');
  writeFileSync(
    file,
    JSON.stringify({
      log: { file: log },
      ignore: { addresses: ignored, files: [], protect: ['own'] },
      fleet: { servers: [hub.server], name, ca, cert, key, accept: true, hosts: 1, ...fleet },
    }),
  );
  const load = (): Loaded => loadConfig({ file });
  let running: (RunningFleet & { readonly end: () => void }) | undefined;
  const stop = async (): Promise<void> => {
    running?.end();
    await running?.done;
    running = undefined;
  };
  return {
    name,
    places,
    stop,
    start: async () => {
      const end = new AbortController();
      const started = await startFleet(load().config, load, places, end.signal, clock);
      running = { ...started, end: () => end.abort() };
    },
    scanned: (sources, time = clock()) =>
      appendFileSync(log, sources.map(source => `${scanLine(source, time)}\n`).join('')),
    lines: () => linesIn(places.log),
    status: () => running?.status() ?? assert.fail('it does not run'),
  };
}

const linesIn = (path: string): string[] =>
  (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []).flatMap(text => {
    const entry = parseShared(text);
    return entry === undefined
      ? []
      : [`${entry.verb} ${formatAddress(entry.source)} ${entry.origin} ${entry.hosts}`];
  });

/** What a sentry writes of a source. */
export const scanLine = (source: string, time = Date.now()): string =>
  formatScan(
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
  );

export const address = (text: string): Address => parseAddress(text) ?? assert.fail(text);

/** So many sources, each another one. */
export const sources = (count: number, network = '100.64'): string[] =>
  Array.from({ length: count }, (_, index) => `${network}.${index >> 8}.${index & 255}`);
