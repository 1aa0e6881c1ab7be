import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cli } from '../support/built.ts';
import { until } from '../support/until.ts';
import { configFile, directory, portjailIn, startRun } from './program.ts';
import { freePort, touch } from './touch.ts';

const skip = process.getuid?.() !== 0 && 'is not root';

/** A config with an ignore file of its own, and how `portjail ignore` is called with it, beside no sentry. */
function stage(text?: string, config: object = {}) {
  const ignore = join(directory(), 'ignore');
  if (text !== undefined) writeFileSync(ignore, text);
  const { file, log } = configFile({
    ignore: { addresses: ['127.0.0.1'], files: [ignore], protect: [] },
    ...config,
  });
  const runtime = directory();
  const call = (...args: string[]) => portjailIn(runtime, 'ignore', ...args, '-c', file);
  return {
    ignore,
    file,
    log,
    runtime,
    call,
    text: () => (existsSync(ignore) ? readFileSync(ignore, 'utf8') : ''),
  };
}

test('ignore adds, lists and removes, and says that no sentry runs', { skip }, () => {
  const { ignore, call, text } = stage('# mine\n10.0.0.0/8\n');
  const added = call('203.0.113.7', '--for', '2h', '--note', 'Anna at home');
  assert.equal(added.code, 0, added.stderr);
  assert.match(
    added.stdout,
    /^\S+ignore: 203\.0\.113\.7 is ignored until \d{4}-\d\d-\d\d \S+ \(2 hours\), "Anna at home"$/m,
  );
  assert.match(
    added.stdout,
    /^no sentry runs \(there is no such file\): it reads \S+ignore when it starts$/m,
  );
  assert.match(
    text(),
    /^# mine\n10\.0\.0\.0\/8\n# portjail: until=\S+Z note=Anna at home\n203\.0\.113\.7\n$/,
  );
  assert.equal(call('2001:db8::/32').code, 0);
  const { stdout } = call('--list');
  assert.match(stdout, new RegExp(`^${ignore}:\n {2}10\\.0\\.0\\.0/8 +for good\n`));
  assert.match(stdout, /^ {2}203\.0\.113\.7 +until .* {2}Anna at home\n {2}2001:db8::\/32 +for good$/m);
  assert.match(stdout, /^by ignore\.addresses: 127\.0\.0\.1$/m);
  const removed = call('--remove', '203.0.113.7');
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stdout, /203\.0\.113\.7 is taken out$/m);
  assert.equal(text(), '# mine\n10.0.0.0/8\n2001:db8::/32\n');
});

test('ignore says what it changes of an entry, and that for good stays for good', { skip }, () => {
  const { call, text } = stage('192.0.2.1\n');
  const stays = call('192.0.2.1', '--for', '1h', '--note', 'a');
  assert.equal(stays.code, 0, stays.stderr);
  assert.match(
    stays.stdout,
    /192\.0\.2\.1 is ignored for good, "a"; so it was, and stays: "--remove" it first/,
  );
  assert.match(call('192.0.2.1', '--note', 'b').stdout, /is ignored for good, "b"; the note was "a"$/m);
  assert.equal(text(), '# portjail: note=b\n192.0.2.1\n');
});

test('ignore --remove says who holds what has no entry, and who still ignores what is taken out', {
  skip,
}, () => {
  const { call, text } = stage('192.0.2.0/24\n192.0.2.9\n');
  const { code, stderr } = call('--remove', '192.0.2.1');
  assert.equal(code, 1);
  assert.match(stderr, /ignore has no entry 192\.0\.2\.1; it is ignored by 192\.0\.2\.0\/24$/m);
  assert.match(
    call('--remove', '192.0.2.9').stdout,
    /192\.0\.2\.9 is ignored all the same, by another entry/,
  );
  assert.equal(text(), '192.0.2.0/24\n');
});

test('ignore changes nothing for words that it does not understand', { skip }, () => {
  const { call, text } = stage('10.0.0.1\n');
  for (const [args, message] of [
    [[], /ignore takes one address, network or name: see portjail ignore --help/],
    [
      ['10.0.0.2', '10.0.0.3'],
      /ignore takes one address, network or name, a note of several words in quotes/,
    ],
    [['list'], /unexpected "list": see portjail ignore --help; did you mean "--list"\?/],
    [['remove', '10.0.0.1'], /did you mean "--remove"\?/],
    [
      ['localhost'],
      /expected an address such as 192\.0\.2\.7 .*, or a name such as home\.example\.org; found/,
    ],
    [['10.0.0.1o'], /expected an address such as 192\.0\.2\.7/],
    [['home.example.org/24'], /expected an address such as 192\.0\.2\.7/],
    [['10.0.0.2', '--private'], /--private is about the addresses of a name/],
    [['--remove', 'home.example.org', '--private'], /not with --list or --remove/],
    [['10.0.0.7/8'], /10\.0\.0\.7\/8 has bits beyond its length/],
    [['10.0.0.2', '--note', 'a', '--note', 'b'], /--note is given 2 times: give one note/],
    [['10.0.0.2', '--for', '1h', '--for', '2h'], /--for is given 2 times: give one time/],
    [
      ['10.0.0.2', '--for', '1000y'],
      /--for: expected 1s to 68y; found "1000y"; leave --for out to ignore it for good/,
    ],
    [['10.0.0.2', '--for', 'soon'], /--for: expected a time in Fail2ban's grammar/],
    [['10.0.0.2', '--for', ''], /--for: expected a time in Fail2ban's grammar/],
    [['10.0.0.2', '--note', 'two\nlines'], /--note: expected one line/],
    [['10.0.0.2', '--note', 'x'.repeat(201)], /--note: expected at most 200 characters; found 201/],
    [['::ffff:0:0/96'], /0\.0\.0\.0\/0 is wider than an IPv4 \/8 .* add --force/],
    [['::/0'], /add --force/],
    [['--list', '10.0.0.1'], /--list lists all: it takes no address/],
    [['--list', '--remove', '10.0.0.1'], /--list and --remove: give one of them/],
    [['--remove', '10.0.0.1', '--for', '1h'], /not with --list or --remove/],
    [['--remove'], /ignore takes one address, network or name/],
  ] as const) {
    const { code, stderr } = call(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
    assert.equal(text(), '10.0.0.1\n');
  }
  assert.equal(call('0.0.0.0/0', '--force').code, 0);
  assert.match(text(), /^0\.0\.0\.0\/0$/m);
});

test('ignore warns of what another hand has written, two notes above one entry too', { skip }, () => {
  const { call, ignore } = stage('# portjail: note=a\n# portjail: note=b\n10.0.0.1\n');
  const { code, stderr, stdout } = call('--list');
  assert.equal(code, 0);
  assert.ok(
    stderr.includes(`${ignore}:1: another time or note stands right below it: that one counts`),
    stderr,
  );
  assert.match(stdout, /10\.0\.0\.1 +for good +b$/m);
});

test('ignore refuses a link, and needs a file in the config, and root', { skip }, () => {
  const { call, ignore } = stage();
  writeFileSync(`${ignore}.real`, '');
  symlinkSync(`${ignore}.real`, ignore);
  const linked = call('10.0.0.1');
  assert.equal(linked.code, 1);
  assert.match(linked.stderr, /ignore is a link to .*ignore\.real: nothing was changed/);
  assert.equal(readFileSync(`${ignore}.real`, 'utf8'), '');
  const { code, stderr } = stage(undefined, { ignore: { files: [] } }).call('10.0.0.1');
  assert.equal(code, 2);
  assert.match(stderr, /portjail\.json: ignore\.files names no file to write into: name one, such as/);
  for (const command of ['ignore', 'unban']) {
    const someone = spawnSync('setpriv', [
      '--reuid=65534',
      '--clear-groups',
      process.execPath,
      cli,
      command,
      '10.0.0.1',
    ]);
    assert.equal(someone.status, 1);
    assert.match(someone.stderr.toString(), /root.*: run it with sudo/);
  }
});

test('ignore has a running sentry spare an address at once, until its time is over, by the clock alone', {
  skip,
}, async () => {
  const port = await freePort();
  const { file, log, ignore, runtime, call } = stage('', { tcp: { ports: `${port}` } });
  chmodSync(dirname(file), 0o755);
  const daemon = await startRun(['-c', file], [], runtime);
  const lines = (word: string): number =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(line => line.includes(word) && line.includes('src=127.0.0.9 ')).length;
  const touchOnce = () => touch(port, '127.0.0.1', '127.0.0.9').catch(() => {});
  try {
    await touchOnce();
    await daemon.until(() => lines(': scan ') === 1);
    const { code, stdout, stderr } = call('127.0.0.9', '--for', '1h');
    assert.equal(code, 0, stderr);
    const said = `the sentry (process ${daemon.child.pid}) has read ${ignore}: 127.0.0.9 is spared from now on`;
    assert.ok(stdout.includes(said), stdout);
    await touchOnce();
    await daemon.until(() => lines('why=ignored') === 1);
    assert.equal(lines(': scan '), 1);
    assert.match(call('127.0.0.9', '--for', '1s').stdout, /; before: until .* \(\d+ (?:hour|minutes)\)$/m);
    // It is named again once the time is over, with no further word to the sentry.
    await until(
      () => touchOnce().then(() => lines(': scan ') === 2),
      () => `a scan: ${daemon.stderr()}`,
    );
    const reloads = daemon.stderr().match(/reloaded/g);
    assert.equal(reloads?.length, 2, daemon.stderr());
    assert.match(
      call('--list').stdout,
      /nobody is ignored by it\nand 1 whose time is over, which counts as gone$/m,
    );
    assert.match(call('10.0.0.1').stdout, /^taken out, since the time was over: 127\.0\.0\.9$/m);
    assert.equal(readFileSync(ignore, 'utf8'), '10.0.0.1\n');
  } finally {
    await daemon.end('SIGKILL');
  }
});

test('ignore says where the sentry does not read the file, and ends with 1', { skip }, async () => {
  const { file, ignore, runtime, call } = stage('', { tcp: { ports: `${await freePort()}` } });
  const daemon = await startRun(['-c', file], [], runtime);
  try {
    const other = configFile({ ignore: { files: [join(directory(), 'other')] } }).file;
    const elsewhere = portjailIn(runtime, 'ignore', '10.0.0.1', '-c', other);
    assert.equal(elsewhere.code, 1);
    assert.match(
      elsewhere.stderr,
      new RegExp(
        `the sentry \\(process ${daemon.child.pid}, config ${file}\\) has not read .*other within five`,
      ),
    );
    const { ino } = statSync(ignore);
    assert.equal(call('--remove', '10.0.0.1').code, 1);
    assert.equal(statSync(ignore).ino, ino, 'what does not change is not written');
  } finally {
    await daemon.end('SIGKILL');
  }
});

test('ignore puts a name into a comment, lists it, and takes it out; that nobody looks it up is a failure', {
  skip,
}, () => {
  const { ignore, call, text } = stage('192.0.2.1\n');
  const added = call('home.example.org/64', '--private', '--note', 'Anna');
  assert.equal(added.code, 1);
  assert.match(added.stdout, /ignore: home\.example\.org\/64 is ignored for good, "Anna"$/m);
  assert.match(added.stderr, /"portjail names" does not run, .*"systemctl enable --now portjail-names"/);
  assert.equal(text(), '192.0.2.1\n# portjail: name=home.example.org/64 private note=Anna\n');
  const { stdout } = call('--list');
  assert.match(stdout, /^ {2}home\.example\.org\/64 +for good +private addresses too; Anna$/m);
  assert.match(stdout, /^home\.example\.org\/64 spares nobody: it has not been looked up yet$/m);
  assert.match(
    call('--remove', 'home.example.org').stderr,
    /has no entry home\.example\.org; home\.example\.org\/64 is there$/m,
  );
  assert.match(
    call('--remove', 'home.example.org/64').stdout,
    new RegExp(`^${ignore}: home.example.org/64 is taken out$`, 'm'),
  );
  assert.equal(text(), '192.0.2.1\n');
});
