import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig, loadConfigInTurns } from '../../src/config/load.ts';
import { formatPrefix, parseAddress } from '../../src/net/address.ts';
import { UsageError } from '../../src/util/errors.ts';
import { asNobody } from '../support/as-nobody.ts';
import { folder, hostIn, load, mistakes } from './tree.ts';

test('loadConfig() serves the defaults when the host has no config', () => {
  const { config, file, warnings, ignored } = load({});
  assert.equal(file, undefined);
  assert.equal(config.tcp.mode, 'connect');
  assert.deepEqual(config.trigger, {
    handshake: 1,
    packet: 4,
    window: '10m',
    ipv6Prefix: 0,
    ipv4Prefix: 0,
    translators: ['64:ff9b::/96', '64:ff9b:1::/48', '2001::/32'],
  });
  assert.deepEqual(warnings, []);
  assert.deepEqual(Array.from(ignored.list, formatPrefix), ['127.0.0.0/8', '::1']);
});

test('loadConfig() reads portjail.json before portsentry.conf', () => {
  const conf = 'TCP_PORTS="23"\n';
  assert.equal(load({ 'portsentry.conf': conf }).config.tcp.ports, '23');
  assert.equal(
    load({ 'portsentry.conf': conf, 'portjail.json': '{"tcp":{"ports":"24"}}' }).config.tcp.ports,
    '24',
  );
});

test('loadConfig() allows comments, a byte order mark, CRLF and a trailing comma', () => {
  const { config } = load({
    'portjail.json': '\uFEFF// why\r\n{ /* so */ "udp": { "mode": "off", },\r\n}\r\n',
  });
  assert.equal(config.udp.mode, 'off');
  assert.equal(config.tcp.mode, 'connect');
});

test('loadConfig() says every mistake of a portjail.json with its place', () => {
  const text = `{
  "upd": {},
  "tcp": { "mode": "stelth", "ports": "0,30-20", "below": 1.5 },
  "ignore": { "addresses": ["::1", "10.0.0.300"] },
  "log": { "file": "portsentry.log" },
  "trigger": 4
}`;
  assert.deepEqual(mistakes({ 'portjail.json': text }).sort(), [
    'portjail.json:2:3: /: unknown key "upd"; did you mean "udp"?',
    'portjail.json:3:20: /tcp/mode: expected one of connect, stealth, advanced, off; found "stelth"; did you mean "stealth"?',
    'portjail.json:3:39: /tcp/ports: expected ports from 1 to 65535; found 0',
    'portjail.json:3:39: /tcp/ports: expected the lower port first; found "30-20"',
    'portjail.json:3:59: /tcp/below: expected a number from 2 to 65536; found 1.5',
    'portjail.json:4:36: /ignore/addresses/1: expected an address or a network; found "10.0.0.300"',
    'portjail.json:5:20: /log/file: expected an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\; found "portsentry.log"',
    'portjail.json:6:14: /trigger: expected an object; found 4',
  ]);
});

test('loadConfig() says what is no JSON, and where', () => {
  assert.deepEqual(mistakes({ 'portjail.json': '{\n  "tcp" {}\n}' }), [
    'portjail.json:2:9: no valid JSON: colon expected',
    'portjail.json:3:1: no valid JSON: end of file expected',
  ]);
  assert.deepEqual(mistakes({ 'portjail.json': '{"tcp": {}} {}' }), [
    'portjail.json:1:13: no valid JSON: end of file expected',
  ]);
  assert.match(mistakes({ 'portjail.json': '{"tcp": ' })[0] ?? '', /^portjail\.json:1:9: no valid JSON/);
});

test('loadConfig() refuses a key that stands twice and keys of JavaScript', () => {
  assert.deepEqual(mistakes({ 'portjail.json': '{"tcp":{},\n "tcp":{}}' }), [
    'portjail.json:2:2: key "tcp" stands twice',
  ]);
  for (const key of ['__proto__', 'constructor', 'toString'])
    assert.match(
      mistakes({ 'portjail.json': `{"${key}": {"tcp": 1}}` })[0] ?? '',
      /^portjail\.json:1:2: \/: unknown key/,
      key,
    );
});

test('loadConfig() refuses files that hold nothing, or too much', () => {
  assert.match(mistakes({ 'portjail.json': '' })[0] ?? '', /^portjail\.json: is empty: write \{\}/);
  assert.match(mistakes({ 'portjail.json': ' \n\t' })[0] ?? '', /is empty/);
  assert.match(mistakes({ 'portjail.json': '// nothing\n' })[0] ?? '', /no valid JSON: value expected/);
  assert.match(mistakes({ 'portjail.json': `{"tcp":${'['.repeat(200_000)}` })[0] ?? '', /nests too deeply/);
  assert.match(
    mistakes({ 'portjail.json': `{"tcp":${'['.repeat(40)}${']'.repeat(40)}}` })[0] ?? '',
    /nests too deeply/,
  );
  assert.match(mistakes({ 'portjail.json': ' '.repeat(2 ** 20 + 1) })[0] ?? '', /larger than 1 MiB/);
});

test('loadConfig() names the fix for a file that it cannot read', () => {
  const root = folder({ secret: '{}' });
  chmodSync(root, 0o755);
  const from = (file: string) => () => loadConfig({ file: join(root, file) }, hostIn(root));
  assert.throws(from('none.json'), /none\.json: no such file: name another with -c/);
  assert.throws(from('.'), /is a directory: name the file in it/);
  assert.throws(from('secret/x'), UsageError);
  chmodSync(join(root, 'secret'), 0);
  asNobody(() => assert.throws(from('secret'), /this user may not read it/));
});

test('loadConfig() with defaults reads no file of the host', () => {
  const files = {
    'portjail.json': '{"tcp":{"ports":"24"}}',
    'portsentry.conf': 'TCP_PORTS="23"',
    'etc-default': 'TCP_MODE=""',
  };
  const { config, file, warnings } = load(files, { defaults: true });
  assert.equal(file, undefined);
  assert.equal(config.tcp.mode, 'connect');
  assert.deepEqual(config.ignore.files, []);
  assert.deepEqual(warnings, []);
  assert.match(mistakes({}, { defaults: true, file: 'x.json' })[0] ?? '', /give one of them/);
});

test('loadConfig() puts --log and the modes of the command line first', () => {
  const file = { 'portjail.json': '{"log":{"file":"/a","target":"journal"},"tcp":{"mode":"off"}}' };
  const { config } = load(file, { log: '/b', tcpMode: 'stcp', udpMode: '' });
  assert.deepEqual([config.log.file, config.tcp.mode, config.udp.mode], ['/b', 'stealth', 'off']);
  assert.equal(config.log.target, 'file');
  assert.deepEqual(mistakes(file, { log: 'b', tcpMode: 'udp', udpMode: 'conect' }).sort(), [
    '--log: /log/file: expected an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\; found "b"',
    '--tcp-mode: /tcp/mode: expected one of connect, stealth, advanced, off, tcp, stcp, atcp; found "udp"',
    '--udp-mode: /udp/mode: expected one of connect, stealth, advanced, off, udp, sudp, audp; found "conect"; did you mean "connect"?',
  ]);
});

test('loadConfig() refuses a log that is a directory', () => {
  const root = folder({});
  mkdirSync(join(root, 'logs'));
  assert.throws(
    () => loadConfig({ log: join(root, 'logs') }, hostIn(root)),
    /^UsageError: --log: \/log\/file: expected a file; .*\/logs is a directory: name a file in it$/,
  );
});

test('loadConfig() reads every ignore file and warns of one that was asked for and is missing', () => {
  const root = folder({ ignore: '192.0.2.1\nnonsense\n' });
  const write = folder({
    'portjail.json': JSON.stringify({
      ignore: { addresses: ['10.0.0.9/8'], files: [`${root}/ignore`, `${root}/none`] },
    }),
  });
  const { ignored, warnings } = loadConfig({}, hostIn(write));
  assert.deepEqual(Array.from(ignored.list, formatPrefix), ['10.0.0.0/8', '192.0.2.1']);
  const plain = warnings.map(text => text.replaceAll(`${root}/`, '').replaceAll(`${write}/`, ''));
  assert.deepEqual(plain.slice(0, 2), [
    'portjail.json:1:25: /ignore/addresses/0: "10.0.0.9/8" has bits set beyond its length: read as 10.0.0.0/8',
    'ignore:2: expected an address or a network such as 192.0.2.0/24; found "nonsense"; the line is skipped',
  ]);
  assert.match(
    plain[2] ?? '',
    /^portjail\.json:1:\d+: ignore file none: no such file; nobody is ignored by it$/,
  );
});

test('loadConfig() names what is no port in a list, however long the list', () => {
  const ports = `${'1000,'.repeat(50)}abc,23,30-`;
  const [mistake = ''] = mistakes({ 'portjail.json': JSON.stringify({ tcp: { ports } }) });
  assert.match(mistake, /\/tcp\/ports: expected ports .*; found "abc", "30-"$/);
});

test('loadConfig() takes an ignore file of many lines, and a list of as many ports', () => {
  const root = folder({ ignore: '192.0.2.1\n'.repeat(200_000) });
  const config = JSON.stringify({ ignore: { files: [join(root, 'ignore')] } });
  assert.equal(loadConfig({}, hostIn(folder({ 'portjail.json': config }))).ignored.list.size, 200_002);
  const conf = `TCP_PORTS="${'a,'.repeat(200_000)}`;
  assert.ok(loadConfig({}, hostIn(folder({ 'portsentry.conf': conf }))).warnings.length > 100_000);
});

test('loadConfigInTurns() gives a running sentry its turn while it reads long ignore files', async () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}\n`);
  const root = folder({ ignore: lines.join('') });
  const config = JSON.stringify({ ignore: { files: [join(root, 'ignore')] } });
  const file = join(folder({ 'portjail.json': config }), 'portjail.json');
  let [turns, done] = [0, false];
  const turn = (): void => {
    turns++;
    if (!done) setImmediate(turn);
  };
  turn();
  const { ignored } = await loadConfigInTurns({ file });
  done = true;
  assert.equal(ignored.list.size, lines.length + 2);
  assert.ok(ignored.set.has(parseAddress('10.1.0.0') ?? assert.fail(), { time: 0 }));
  // Twelve times for the lines, as often for the ranges and their order.
  assert.ok(turns > 30, `${turns} turns`);
});

test('loadConfig() warns of an ignore file that is a pipe and does not wait for its writer', () => {
  const root = folder({});
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const config = JSON.stringify({ ignore: { files: [`${root}/pipe`, root] } });
  const { warnings } = loadConfig({}, hostIn(folder({ 'portjail.json': config })));
  assert.match(warnings[0] ?? '', /ignore file .*\/pipe: is a pipe \(FIFO\), .*; nobody is ignored by it$/);
  assert.match(warnings[1] ?? '', /is a directory: name the file in it/);
});
