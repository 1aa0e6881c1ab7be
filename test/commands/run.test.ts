import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parseLine } from '../../src/log/line.ts';
import { cli } from '../support/built.ts';
import { mayTrap, withoutTrap } from '../support/trap.ts';
import { configFile, type Daemon, directory, portjail, startRun } from './program.ts';
import { freePort, touch } from './touch.ts';

const lines = (log: string): string[] => readFileSync(log, 'utf8').trimEnd().split('\n');
const root = process.getuid?.() === 0;
const nobodySpared = { addresses: [], protect: [] };

async function withRun(
  config: Record<string, unknown>,
  body: (daemon: Daemon, file: string, log: string) => Promise<void>,
): Promise<void> {
  const { file, log } = configFile(config);
  const daemon = await startRun(['-c', file]);
  try {
    await body(daemon, file, log);
  } finally {
    await daemon.end('SIGKILL');
  }
}

test('run writes lines that it can read back, and none that bans this host', async () => {
  const port = await freePort();
  await withRun({ tcp: { ports: `${port}` } }, async (daemon, _file, log) => {
    assert.equal(readFileSync(log, 'utf8'), '', 'the log is there before it says that it listens');
    await touch(port);
    await daemon.until(() => readFileSync(log, 'utf8') !== '');
    const entry = parseLine(lines(log)[0] ?? '') ?? assert.fail();
    assert.equal(entry.verb, 'seen');
    assert.ok(entry.verb === 'seen' && entry.why === 'ignored' && entry.port === port);
    assert.equal(entry.pid, daemon.child.pid);
  });
});

test('run ends with exit code 2 when the config leaves nothing to watch', () => {
  const { code, stderr } = portjail('run', '-c', configFile({ tcp: { mode: 'off' } }).file);
  assert.equal(code, 2);
  assert.equal(stderr, 'portjail: error: nothing to watch: no ports, or both modes are off\n');
});

test('run ends with exit code 1 when packets cannot be seen, though its real sockets are open', {
  skip: !root && 'needs root to become somebody without rights',
}, async () => {
  const tcp = { mode: 'stealth', ports: '23', decoys: `${await freePort()}` };
  const { file } = configFile({ tcp });
  chmodSync(dirname(file), 0o755);
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];
  const { status, stderr } = spawnSync('setpriv', [...asNobody, process.execPath, cli, 'run', '-c', file], {
    encoding: 'utf8',
    env: { ...process.env, RUNTIME_DIRECTORY: directory() },
  });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /error: Seeing packets needs the right CAP_NET_RAW/);
});

test('run ends on SIGTERM with exit code 0 and the counters', async () => {
  const port = await freePort();
  await withRun({ tcp: { ports: `${port}` } }, async daemon => {
    assert.equal(await daemon.end(), 0);
    assert.match(
      daemon.stderr(),
      /probes=0 scan=0 seen=0 repeat=0 flood=0 quiet=0 waiting=0 dropped=0 lost=0/,
    );
  });
});

test('run prints the counters on SIGUSR1', async () => {
  const port = await freePort();
  await withRun({ tcp: { ports: `${port}` } }, async daemon => {
    await touch(port);
    await touch(port);
    daemon.child.kill('SIGUSR1');
    await daemon.until(() =>
      daemon.stderr().includes('probes=2 scan=0 seen=1 repeat=0 flood=0 quiet=1 waiting=0 dropped=0 lost=0'),
    );
  });
});

test('run reopens a log that was renamed away, at the next line and on SIGHUP', async () => {
  const port = await freePort();
  await withRun({ tcp: { ports: `${port}` }, ignore: nobodySpared }, async (daemon, _file, log) => {
    await touch(port);
    await daemon.until(() => readFileSync(log, 'utf8') !== '');
    renameSync(log, `${log}.1`);
    daemon.child.kill('SIGHUP');
    await daemon.until(() => existsSync(log));
    renameSync(log, `${log}.2`);
    await touch(port, '::1');
    await daemon.until(() => existsSync(log) && readFileSync(log, 'utf8') !== '');
    assert.equal(lines(`${log}.1`).length, 1);
    // The source is the destination, so this is the host itself, whatever the config says.
    assert.match(lines(log)[0] ?? '', / seen src=::1 .* why=protected$/);
  });
});

test('run takes a new config over on SIGHUP and keeps the old one when the new is bad', async () => {
  const [first, second] = [await freePort(), await freePort()];
  await withRun({ tcp: { ports: `${first}` } }, async (daemon, file, log) => {
    const write = (ports: string): void =>
      writeFileSync(file, JSON.stringify({ tcp: { ports }, udp: { mode: 'off' }, log: { file: log } }));
    write('99999');
    daemon.child.kill('SIGHUP');
    await daemon.until(() => daemon.stderr().includes('the old config stays'));
    await touch(first);
    await daemon.until(() => readFileSync(log, 'utf8') !== '');
    write(`${second}`);
    daemon.child.kill('SIGHUP');
    await daemon.until(() => daemon.stderr().includes('reloaded'));
    await assert.rejects(once(connect(first, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
    await touch(second);
  });
});

test('run takes the later of two configs over, though SIGHUP comes again while it reads the earlier', async () => {
  const [port, home] = [await freePort(), directory()];
  const { file, log } = configFile({ tcp: { ports: `${port}` } });
  const config = (ports: string, files: readonly string[]): string =>
    JSON.stringify({ tcp: { ports }, udp: { mode: 'off' }, log: { file: log }, ignore: { files } });
  // So many lines are read in many steps, the other config in one.
  const many = Array.from(
    { length: 200_000 },
    (_, i) => `2001:db8::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`,
  );
  writeFileSync(join(home, 'ignore'), many.join('\n'));
  const hook = join(home, 'again.mjs');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
    process.once('SIGHUP', () => setImmediate(() => {
      writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(config(`${port},${await freePort()}`, []))});
      process.kill(process.pid, 'SIGHUP');
    }));`,
  );
  const daemon = await startRun(['-c', file], ['env', `NODE_OPTIONS=--import=${pathToFileURL(hook).href}`]);
  try {
    writeFileSync(file, config(`${port}`, [join(home, 'ignore')]));
    daemon.child.kill('SIGHUP');
    const reloads = (): string[] =>
      [...daemon.stderr().matchAll(/reloaded .*: (\d+) TCP/g)].map(([, ports]) => ports ?? '');
    await daemon.until(() => reloads().length === 2);
    assert.deepEqual(reloads(), ['1', '2']);
  } finally {
    await daemon.end('SIGKILL');
  }
});

test('run says what is wrong with the ignore file, and which config it took, when it reloads', async () => {
  const [port, ignore] = [await freePort(), join(directory(), 'ignore')];
  writeFileSync(ignore, '192.0.2.1\n');
  const config = { tcp: { ports: `${port}` }, ignore: { files: [ignore] } };
  await withRun(config, async (daemon, file) => {
    writeFileSync(ignore, '192.0.2.1\n192.0.2.\n');
    daemon.child.kill('SIGHUP');
    await daemon.until(() => daemon.stderr().includes(`reloaded ${file}: 1 TCP`));
    assert.ok(daemon.stderr().includes(`warning: ${ignore}:2: expected an address`));
  });
});

test("run writes Portsentry 1.2's history for a ban-grade line and keeps what was there", async () => {
  const port = await freePort();
  const { file, log } = configFile({});
  const history = `${directory()}/portsentry.history`;
  writeFileSync(history, 'what was there\n');
  const config = {
    tcp: { ports: `${port}` },
    udp: { mode: 'off' },
    ignore: nobodySpared,
    log: { file: log, history },
  };
  writeFileSync(file, JSON.stringify(config));
  const daemon = await startRun(['-c', file]);
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.7' }).resume();
  await once(socket, 'close');
  await daemon.until(() => lines(history).length === 2);
  assert.equal(await daemon.end(), 0);
  assert.equal(lines(history)[0], 'what was there');
  const form = /^\d{10} - \d\d\/\d\d\/\d{4} \S+ Host: 127.0.0.7\/127.0.0.7 Port: (\d+) TCP Blocked$/;
  assert.equal(form.exec(lines(history)[1] ?? '')?.[1], `${port}`);
  assert.match(lines(log)[0] ?? '', / scan src=127.0.0.7 evidence=handshake kind=connect .* dst=127.0.0.1 /);
});

test('run fails with a fix when it would have nothing to watch', async () => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const place = server.address();
  assert.ok(typeof place === 'object' && place !== null);
  const { file } = configFile({ tcp: { ports: `${place.port}` } });
  const { code, stdout, stderr } = portjail('run', '-c', file);
  server.close();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, new RegExp(`TCP port ${place.port} is in use`));
  assert.match(stderr, /nothing to watch/);
});

test('run refuses a log that is a directory and a user that is nobody here, with exit code 2', () => {
  const wrong = portjail('run', '--defaults', '--log', directory());
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /is a directory: name a file/);
  const { code, stderr } = portjail('run', '-c', configFile({ user: 'nosuchuser' }).file);
  assert.equal(code, 2);
  assert.match(stderr, /no user "nosuchuser" here: make one/);
});

test('run watches ten thousand ports by one socket, whatever the descriptor limit', {
  skip: !mayTrap,
}, async () => {
  const { file } = configFile({ tcp: { ports: '20000-29999' } });
  const daemon = await startRun(['-c', file], ['sh', '-c', 'ulimit -n 100 && exec "$@"', 'sh']);
  try {
    assert.match(daemon.stderr(), /\b(9\d\d\d|10000) TCP and 0 UDP ports answer: one socket sees all/);
  } finally {
    await daemon.end();
  }
});

test('run opens ten thousand real sockets and refuses those beyond the descriptor limit by name', async () => {
  const { file } = configFile({ tcp: { ports: '20000-29999' } });
  const limit = ['sh', '-c', 'ulimit -n 1000 && exec "$@"', 'sh'];
  const daemon = await startRun(['-c', file], [...limit, ...withoutTrap]);
  try {
    // The machine's own services may have some of them.
    assert.match(
      daemon.stderr(),
      /ports are not watched: TCP 2\d{4}-[-,\d]+ are beyond the descriptor limit.*LimitNOFILE/,
    );
    assert.match(
      daemon.stderr(),
      /\b(6|7)\d\d TCP and 0 UDP ports answer: each port has a socket of its own/,
    );
  } finally {
    await daemon.end();
  }
});

test('run listens where it may when it is not root, and says where it may not', {
  skip: !root && 'is not root',
}, async () => {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `7,${port}` } });
  for (const path of [dirname(file), file]) chmodSync(path, 0o777);
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
  const daemon = await startRun(['-c', file], nobody);
  try {
    assert.match(daemon.stderr(), /1 port is not watched: TCP 7 .*CAP_NET_BIND_SERVICE/);
    await touch(port);
    await daemon.until(() => readFileSync(log, 'utf8') !== '');
  } finally {
    assert.equal(await daemon.end(), 0);
  }
});
