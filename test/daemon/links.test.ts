import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { directory, startRun } from '../commands/program.ts';
import { freePort, touch } from '../commands/touch.ts';

const skip = process.getuid?.() !== 0 && 'needs root to be led anywhere';
const nobody = 65534;
const secretText = 'root alone\n';

/** A folder of nobody's, as that of the log is, beside a file of root's. */
interface Place {
  readonly top: string;
  readonly theirs: string;
  readonly secret: string;
}

function place(): Place {
  const top = realpathSync(directory());
  chmodSync(top, 0o755);
  const [theirs, secret] = [join(top, 'theirs'), join(top, 'secret')];
  mkdirSync(theirs);
  chownSync(theirs, nobody, nobody);
  writeFileSync(secret, secretText, { mode: 0o600 });
  return { top, theirs, secret };
}

/** A config with one port, the log in that folder, and more. */
async function configIn(
  { top, theirs }: Place,
  more: object = {},
  log: object = {},
): Promise<[string, number]> {
  const [file, port] = [join(top, 'portjail.json'), await freePort()];
  const common = { tcp: { ports: `${port}` }, udp: { mode: 'off' } };
  writeFileSync(file, JSON.stringify({ ...common, log: { file: join(theirs, 'log'), ...log }, ...more }));
  return [file, port];
}

const isUntouched = ({ secret }: Place): void => {
  const { uid, mode } = statSync(secret);
  assert.deepEqual([readFileSync(secret, 'utf8'), uid, mode & 0o777], [secretText, 0, 0o600]);
};

/** What a sentry says that does not start. */
async function refused(args: readonly string[]): Promise<string> {
  const daemon = await startRun(args).catch((error: Error) => error.message);
  if (typeof daemon === 'string') return daemon;
  await daemon.end('SIGKILL');
  return assert.fail('it listens');
}

type Trap = (place: Place) => void;
const traps: readonly [name: string, trap: Trap, said: RegExp][] = [
  ['the log is a link to a file of root', p => symlinkSync(p.secret, join(p.theirs, 'log')), /log is a link/],
  [
    'the log is a link to nothing',
    p => symlinkSync(join(p.top, 'made'), join(p.theirs, 'log')),
    /log is a link/,
  ],
  ['the log is a hard link', p => linkSync(p.secret, join(p.theirs, 'log')), /log is a hard link/],
  ['the history is a link', p => symlinkSync(p.secret, join(p.theirs, 'history')), /history is a link/],
  [
    'the history is a hard link',
    p => linkSync(p.secret, join(p.theirs, 'history')),
    /history is a hard link/,
  ],
  [
    'a folder of the history is a link',
    p => symlinkSync(p.top, join(p.theirs, 'folder')),
    /is a link that others/,
  ],
];

for (const [name, trap, said] of traps)
  for (const user of ['nobody', ''])
    test(`run as root${user === '' ? '' : ' with a user'} refuses to start when ${name}`, {
      skip,
    }, async () => {
      const there = place();
      const history = join(there.theirs, name.startsWith('a folder') ? 'folder/made' : 'history');
      const [file] = await configIn(there, { user }, { history });
      trap(there);
      const output = await refused(['-c', file]);
      assert.match(output, said);
      assert.match(output, /remove it, or name .* in its place/);
      isUntouched(there);
      assert.ok(!existsSync(join(there.top, 'made')));
    });

test('run as root follows no link that its log becomes, and writes the line when that is gone', {
  skip,
}, async () => {
  const there = place();
  const log = join(there.theirs, 'log');
  const [file, port] = await configIn(there);
  const daemon = await startRun(['-c', file]);
  try {
    renameSync(log, `${log}.1`);
    symlinkSync(there.secret, log);
    await touch(port);
    await daemon.until(() => daemon.stderr().includes('log is a link, through which nothing is written'));
    daemon.child.kill('SIGHUP');
    await daemon.until(() => daemon.stderr().includes('reloaded'));
    isUntouched(there);
    rmSync(log);
    await daemon.until(() => existsSync(log) && / seen .*why=ignored\n$/.test(readFileSync(log, 'utf8')));
  } finally {
    await daemon.end();
  }
});

test('run as root takes no log from a folder that has become a link', { skip }, async () => {
  const there = place();
  const [file, port] = await configIn(there, {}, { file: join(there.theirs, 'folder/log') });
  mkdirSync(join(there.top, 'elsewhere'));
  const daemon = await startRun(['-c', file]);
  try {
    renameSync(join(there.theirs, 'folder'), join(there.theirs, 'old'));
    symlinkSync(join(there.top, 'elsewhere'), join(there.theirs, 'folder'));
    await touch(port);
    await daemon.until(() => daemon.stderr().includes('folder, on the way to'));
    assert.ok(!existsSync(join(there.top, 'elsewhere/log')));
  } finally {
    await daemon.end();
  }
});

for (const user of ['nobody', ''])
  test(`run as root${user === '' ? '' : ' with a user'} puts its status through no link, be it the file or its folder`, {
    skip,
  }, async () => {
    const there = place();
    const [file] = await configIn(there, { user });
    const [runtime, elsewhere] = [join(there.theirs, 'run'), join(there.top, 'elsewhere')];
    mkdirSync(runtime);
    symlinkSync(there.secret, join(runtime, 'status.json'));
    const first = await startRun(['-c', file], [], runtime);
    assert.ok(lstatSync(join(runtime, 'status.json')).isFile());
    await first.end();
    isUntouched(there);
    renameSync(runtime, `${runtime}-old`);
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, runtime);
    const second = await startRun(['-c', file], [], runtime);
    await second.end();
    assert.match(second.stderr(), /cannot write .*status\.json/);
    assert.deepEqual(readdirSync(elsewhere), []);
    assert.equal(statSync(elsewhere).uid, 0);
  });

for (const user of ['nobody', ''])
  test(`run as root${user === '' ? '' : ' with a user'} takes a log folder that root has made a link`, {
    skip,
  }, async () => {
    const there = place();
    const linked = join(there.top, 'linked');
    symlinkSync('theirs', linked);
    const log = join(linked, 'log');
    const [file, port] = await configIn(there, { user }, { file: log });
    const daemon = await startRun(['-c', file], [], join(there.top, 'run'));
    try {
      await touch(port);
      await daemon.until(() => readFileSync(log, 'utf8') !== '');
      renameSync(log, `${log}.1`);
      daemon.child.kill('SIGHUP');
      await daemon.until(() => existsSync(log));
      assert.equal(statSync(log).uid, user === '' ? 0 : nobody);
    } finally {
      await daemon.end();
    }
  });
