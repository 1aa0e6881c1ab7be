import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fillFolder } from '../../src/fleet/hub/folder.ts';
import { formatScan } from '../../src/log/line.ts';
import { type Child, startChild } from '../e2e/hosts/child.ts';
import { isLong } from '../support/long.ts';
import { until } from '../support/until.ts';
import { address } from './member/stage.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
/** Unpacked by `make tools`: to install it would have it take the machine's own log. */
const unpacked = join(checkout, 'var/rsyslog/usr');
const libraries = spawnSync('sh', ['-c', `dirname ${unpacked}/lib/*/librelp.so.0`], { encoding: 'utf8' });
const library = libraries.stdout.trim();
const skip = existsSync(library) ? false : 'needs rsyslog and rsyslog-relp (make tools)';

const rsyslogd = (config: string, ...more: string[]): [string, ...string[]] => [
  'env',
  `LD_LIBRARY_PATH=${library}`,
  join(unpacked, 'sbin/rsyslogd'),
  ...['-M', join(library, 'rsyslog'), '-f', config, ...more],
];

/** Both configs as they ship, with the folders of a test and the names that an administrator puts in. */
interface Stage {
  readonly folder: string;
  readonly host: string;
  readonly loghost: string;
  readonly log: string;
  readonly collected: string;
}

function withStage<T>(work: (stage: Stage) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-rsyslog-'));
  fillFolder(folder, { hub: ['127.0.0.1'], hosts: ['web1', 'web2'] }, [], Date.now());
  mkdirSync(join(folder, 'work'));
  const [log, collected] = [join(folder, 'portsentry.log'), join(folder, 'collected')];
  const shipped = (name: string, user: string): string => {
    const text = readFileSync(join(checkout, `templates/rsyslog-${name}.conf`), 'utf8')
      .replaceAll('/etc/portjail/fleet/', `${join(folder, user)}/`)
      .replaceAll('/var/log/portjail/portsentry.log', log)
      .replaceAll('/var/log/portjail-collected', collected)
      .replaceAll('loghost.example.net', '127.0.0.1')
      .replaceAll('port="2514"', `port="${port}"`);
    const path = join(folder, `${name}.conf`);
    writeFileSync(path, `global(workDirectory="${folder}/work")\n${text}`);
    return path;
  };
  return work({ folder, host: shipped('host', 'web1'), loghost: shipped('loghost', 'hub'), log, collected });
}

/** Below the ports that the kernel gives to others, and none of a hub's. */
const port = 10_000 + (process.pid % 10_000);

test('rsyslogd has nothing to say of the configs that ship, with the certificates of a fleet', { skip }, () =>
  withStage(({ folder, host, loghost }) => {
    try {
      for (const config of [host, loghost]) {
        const [program, ...args] = rsyslogd(config, '-N1');
        const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        assert.doesNotMatch(stderr, /error|warning|not known|deprecated/i);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
);

/** Asked of the kernel: a connection would leave its word in what the log host says. */
const listens = (): boolean =>
  readFileSync('/proc/net/tcp', 'latin1').includes(`:${port.toString(16).toUpperCase()} 00000000:0000 0A`);

const line = (source: string): string =>
  formatScan(
    {
      time: Date.now(),
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

if (isLong)
  test(
    'a host that sends by those has its log on the log host byte for byte, over a restart of that',
    { skip },
    () =>
      withStage(async ({ folder, host, loghost, log, collected }) => {
        const started: Child[] = [];
        const start = (config: string, name: string): Child => {
          const child = startChild(rsyslogd(config, '-n', '-i', join(folder, `${name}.pid`)));
          started.push(child);
          return child;
        };
        const there = (): string => {
          const file = join(collected, '127.0.0.1.log');
          return existsSync(file) ? readFileSync(file, 'utf8') : '';
        };
        const arrived = (): Promise<unknown> =>
          until(
            () => there() === readFileSync(log, 'utf8'),
            () => `${there()}${started.map(child => child.output()).join('')}`,
          );
        try {
          writeFileSync(log, `${line('203.0.113.7')}\n${line('2001:db8::7')}\n`);
          const first = start(loghost, 'loghost');
          // A host that finds nobody tries again half a minute later.
          await until(listens, 'the log host');
          start(host, 'host');
          await arrived();
          await first.stop();
          appendFileSync(log, `${line('203.0.113.8')}\n`);
          start(loghost, 'loghost');
          // The host finds out that its connection has ended when it sends the next one.
          await until(() => {
            appendFileSync(log, `${line('203.0.113.9')}\n`);
            return there().includes(' src=203.0.113.8 ');
          }, there);
          await arrived();
        } finally {
          for (const child of started) await child.stop();
          rmSync(folder, { recursive: true });
        }
      }),
  );
