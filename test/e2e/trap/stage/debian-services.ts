/** Debian's own redis, postgresql and nginx, unpacked by `make tools`: to install them would start them on this machine. */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Child } from '../../hosts/child.ts';
import { type Host, type Network, run } from '../../hosts/hosts.ts';

const roots = ['var/services', 'var/servers'].map(folder => resolve(folder));
const [redis = '', servers = ''] = roots;
const sql = join(servers, 'usr/lib/postgresql/15/bin');
/** The same as nobody sees it. */
const sqlAside = '/mnt/usr/lib/postgresql/15/bin';
const nginx = join(servers, 'usr/sbin/nginx');

/** What is missing for them, undefined for nothing. */
export const lackingServices = [join(redis, 'usr/bin/redis-server'), join(sql, 'postgres'), nginx].every(
  existsSync,
)
  ? undefined
  : 'needs redis-server, postgresql-15 and nginx (make tools)';

/** One of them: how it starts in a folder of its own, what it says then, and what a client of it runs and is told. */
export interface DebianService {
  readonly name: string;
  readonly prepare?: (folder: string) => void;
  readonly command: (folder: string) => Command;
  readonly ready: RegExp;
  readonly client: (address: string) => Command;
  readonly served: string;
}

type Command = readonly [string, ...string[]];

/** Finds their libraries, whatever this machine has. */
const unpacked = (...command: Command): Command => {
  const folders = roots
    .flatMap(root => [join(root, 'usr/lib'), join(root, 'lib')])
    .filter(existsSync)
    .flatMap(folder =>
      readdirSync(folder)
        .filter(name => name.endsWith('-linux-gnu'))
        .map(name => join(folder, name)),
    );
  return ['env', `LD_LIBRARY_PATH=${folders.join(':')}`, ...command];
};

/**
 * postgres refuses root. The checkout may stand in a folder that is root's alone: the libraries take a right, and the
 * programs, which ask access(2) without it, another place.
 */
const nobody = 65_534;
const aside = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /mnt && exec "$@"', servers] as const;
const asNobody = (...command: Command): Command => {
  const rights = ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'];
  return unpacked(
    ...aside,
    'setpriv',
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    ...rights,
    ...command,
  );
};

const nginxConfig = (folder: string): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server { listen 80; listen [::]:80; location / { return 200 "hello from nginx"; } }
}`;

export const debianServices: readonly DebianService[] = [
  {
    name: 'redis',
    command: folder =>
      unpacked(join(redis, 'usr/bin/redis-server'), '--protected-mode', 'no', '--save', '', '--dir', folder),
    ready: /Ready to accept connections/,
    client: address => unpacked(join(redis, 'usr/bin/redis-cli'), '-h', address, 'PING'),
    served: 'PONG',
  },
  {
    name: 'postgresql',
    prepare: folder => {
      const data = join(folder, 'data');
      run(
        asNobody(
          join(sqlAside, 'initdb'),
          '-D',
          data,
          '-U',
          'postgres',
          '-A',
          'trust',
          '--locale=C',
          '--no-sync',
        ),
        'success',
      );
      appendFileSync(join(data, 'pg_hba.conf'), 'host all all all trust\n');
    },
    command: folder => {
      const settings = ['listen_addresses=*', 'unix_socket_directories=', 'fsync=off'].flatMap(word => [
        '-c',
        word,
      ]);
      return asNobody(join(sqlAside, 'postgres'), '-D', join(folder, 'data'), ...settings);
    },
    ready: /ready to accept connections/,
    client: address =>
      unpacked(join(sql, 'psql'), '-h', address, '-U', 'postgres', '-Atc', "SELECT 'ser' || 'ved'"),
    served: 'served',
  },
  {
    name: 'nginx',
    prepare: folder => writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder)),
    command: folder => unpacked(nginx, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'),
    ready: /start worker process \d/,
    client: address => [
      process.execPath,
      '-e',
      `fetch('http://${address.includes(':') ? `[${address}]` : address}/').then(answer => answer.text()).then(console.log, error => console.log(error.cause.code))`,
    ],
    served: 'hello from nginx',
  },
];

/** Starts one on a host, once it may; the folders go with the network. */
export function preparedOn(
  net: Network<string>,
  host: Host,
  { prepare, command, ready }: DebianService,
): () => Promise<Child> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-service-'));
  net.onTeardown(() => rmSync(folder, { recursive: true }));
  run(['chown', `${nobody}`, folder], 'success');
  prepare?.(folder);
  return async () => {
    const child = host.start(command(folder));
    await child.waitFor(ready);
    return child;
  };
}
