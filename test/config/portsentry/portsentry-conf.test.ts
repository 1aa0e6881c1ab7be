import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../../src/config/load.ts';
import { formatPrefix } from '../../../src/net/address.ts';
import { portsOf } from '../../../src/net/ports.ts';
import { debianFile } from '../../support/debian.ts';
import { folder, hostIn, load, mistakes } from '../tree.ts';

/** A line that makes a file one of 1.2. */
const old = 'ADVANCED_PORTS_TCP="1024"\n';
const conf = (text: string) => load({ 'portsentry.conf': text, 'etc-default': '' });
const of12 = (text: string) => conf(old + text);

test("loadConfig() reads Debian's own files", t => {
  const [conf12, ignore] = ['portsentry.conf', 'portsentry.ignore.static'].map(debianText);
  if (conf12 === undefined || ignore === undefined) return t.skip('the package could not be fetched');
  // The package makes this one when it is installed.
  const modes = 'TCP_MODE="tcp"\nUDP_MODE="udp"\n';
  const root = folder({ 'portsentry.ignore.static': ignore, 'etc-default': modes });
  writeFileSync(join(root, 'portsentry.conf'), conf12.replaceAll('/etc/portsentry/', `${root}/`));
  const { config, ignored, warnings } = loadConfig({}, hostIn(root));
  assert.equal(portsOf(config.tcp.ports).length, 26);
  assert.equal(portsOf(config.udp.ports).length, 21);
  assert.deepEqual([config.tcp.mode, config.udp.mode, config.tcp.below], ['connect', 'connect', 1024]);
  assert.deepEqual([config.tcp.exclude, config.udp.exclude], ['113,139', '67,137,138,520']);
  assert.equal(config.log.history, '/var/lib/portsentry/portsentry.history');
  assert.ok(Array.from(ignored.list, formatPrefix).includes('0.0.0.0'));
  for (const key of ['BLOCKED_FILE', 'RESOLVE_HOST', 'KILL_ROUTE', 'KILL_HOSTS_DENY', 'SCAN_TRIGGER'])
    assert.equal(warnings.filter(text => text.includes(`: ${key}: `)).length, 1, key);
  assert.equal(warnings.length, 5);
});

function debianText(name: string): string | undefined {
  const file = debianFile(`portsentry/${name}`);
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}

/** What 2.x's example says, in our words. */
const example2 = `# ports to watch
TCP_PORTS="11,15,70,79,80,109-111,119,138,139,512-515"
UDP_PORTS="7,9,66-69"

IGNORE_FILE="/etc/portsentry/portsentry.ignore"
#HISTORY_FILE="/tmp/portsentry.history"
BLOCKED_FILE="/tmp/portsentry.blocked"
RESOLVE_HOST="0"
BLOCK_UDP="0"
BLOCK_TCP="0"
#KILL_ROUTE="/usr/local/bin/iptables -I INPUT -s $TARGET$ -j DROP"
KILL_RUN_CMD_FIRST="0"
SCAN_TRIGGER="0"
`;

test("loadConfig() reads a file like 2.x's example", () => {
  const { config, warnings } = load({ 'portsentry.conf': example2 });
  assert.equal(config.tcp.ports, '11,15,70,79,80,109-111,119,138,139,512-515');
  assert.equal(config.udp.ports, '7,9,66-69');
  assert.equal(config.log.history, '');
  assert.equal(config.banner, '');
  assert.ok(warnings.some(text => text.includes('Portsentry 2 is told its mode on its command line')));
});

test('loadConfig() reads the oddities of 1.2 as it does', () => {
  for (const [line, ports] of [
    ['TCP_PORTS "1,11"', '1,11'],
    ['TCP_PORTS="1,11', '1,11'],
    ['TCP_PORTS="1,11"\r', '1,11'],
    ['TCP_PORTS = "1, 11,,"', '1,11'],
    ['TCP_PORTS="1,11" # more', '1,11'],
    ['TCP_PORTS="1"\nTCP_PORTS="2"', '1'],
    ['#TCP_PORTS="7"\n  # TCP_PORTS="8"\nTCP_PORTS="9"', '9'],
    [' TCP_PORTS="7"\nTCP_PORTS="9"', '9'],
    ['TCP_PORTS\t="7"\nTCP_PORTS="9"', '9'],
    ['', ''],
  ] as const)
    assert.equal(of12(line).config.tcp.ports, ports, line);
});

test('loadConfig() takes the last of two lines of 2.x and says so', () => {
  const { config, warnings } = conf('TCP_PORTS="1"\nTCP_PORTS="2"\n');
  assert.equal(config.tcp.ports, '2');
  assert.deepEqual(warnings, [
    'portsentry.conf:2: TCP_PORTS: stands at line 1 too; the last one counts, as for Portsentry 2',
  ]);
});

test('loadConfig() does the right thing where a Portsentry does not, and says so', () => {
  for (const [text, ports, remark] of [
    [' TCP_PORTS="7"', '7', /overlooks an option with a blank before it/],
    ['TCP_PORTS=7,8', '7,8', /wants double quotes around a value; read as "7,8"/],
    ["TCP_PORTS='7,8' # x", '7,8', /wants double quotes/],
    ['TCP_PORTS="1\t,2"', '1,2', /cuts a value at a TAB/],
    ['TCP_PORTS="20-25"', '20-25', /has no ranges and reads "20-25" as 20/],
    ['TCP_PORTS="23,23"', '23', /23 stands twice/],
    ['TCP_PORTS="20-25,24-30"', '20-30', /24-30 stands twice/],
    ['TCP_PORTS="1022-1024,5000-5001"', '1022,1023,1024,5000,5001', /has no ranges/],
    [
      'TCP_PORTS="1-65535"',
      '1-65535',
      /of 1-65535 the ports that the kernel gives to clients .* may be left out/,
    ],
    ['TCP_PORTS="1" 2', '1', /not read, since it stands after the value: "2"/],
    [
      `TCP_PORTS="${Array.from({ length: 70 }, (_, i) => i + 1).join()}"`,
      Array.from({ length: 70 }, (_, i) => i + 1).join(),
      /drops every port after the 64th; all 70/,
    ],
  ] as const) {
    const { config, warnings } = of12(text);
    assert.equal(config.tcp.ports, ports, text);
    assert.match(warnings.join('\n'), remark, text);
    assert.match(warnings[0] ?? '', /^portsentry\.conf:2: TCP_PORTS: /, text);
  }
});

test('loadConfig() never keeps a bad port', () => {
  const bad = [
    '0',
    '65536',
    '-5',
    '70000',
    'abc',
    '80abc',
    '30-28',
    '50-',
    '-60',
    '61-61-61',
    '1.5',
    '0x17',
    '1 2',
    '9'.repeat(400),
  ];
  for (const item of bad)
    for (const text of [`TCP_PORTS="${item},23"\n`, `${old}TCP_PORTS="23,${item}"\n`]) {
      const { config, warnings } = conf(text);
      assert.equal(config.tcp.ports, '23', text);
      assert.match(
        warnings.join('\n'),
        /TCP_PORTS: ".*(?:"|\.\.\.) is no port from 1 to 65535 and no range of them: dropped/s,
        text,
      );
    }
});

test('loadConfig() says which options and lines it skipped', () => {
  const { config, warnings } = conf(
    'T="11"\nTCP_PROTS="1"\ntcp_ports="3"\nTCP_PORTS="23"\nnonsense here\n   \n',
  );
  assert.equal(config.tcp.ports, '23');
  assert.deepEqual(warnings, [
    'portsentry.conf:5: not an option, skipped: "nonsense here"',
    'portsentry.conf:1: unknown option "T", skipped; Portsentry 2 would take it for TCP_PORTS: write that',
    'portsentry.conf:2: unknown option "TCP_PROTS", skipped; did you mean "TCP_PORTS"?',
    'portsentry.conf:3: unknown option "tcp_ports", skipped; did you mean "TCP_PORTS"?',
  ]);
});

test('loadConfig() says what becomes of an option', () => {
  for (const [line, remark] of [
    ['BLOCK_TCP="1"', /BLOCK_TCP: becomes a permanent ban by the jail portsentry/],
    ['BLOCK_TCP="2"', /BLOCK_TCP: there is no KILL_RUN_CMD to run/],
    ['BLOCK_UDP="1"', /BLOCK_UDP: .* forged, so nobody is banned for good: .* portsentry-unverified/],
    ['BLOCK_UDP="yes"', /BLOCK_UDP: expected 0, 1 or 2; found "yes"; read as 0/],
    ['KILL_ROUTE="x $TARGET$"', /KILL_ROUTE: not used, since BLOCK_TCP is not 1/],
    ['KILL_RUN_CMD="x"', /KILL_RUN_CMD: not run, since BLOCK_TCP and BLOCK_UDP are 0/],
    ['BLOCKED_FILE="/x"', /BLOCKED_FILE: no effect: Fail2ban remembers/],
    ['RESOLVE_HOST="1"', /RESOLVE_HOST: no effect: portjail looks up no name/],
    [
      'ADVANCED_PORTS_UDP="70000"',
      /ADVANCED_PORTS_UDP: expected a number from 2 to 65536; found "70000"; 1024 serves/,
    ],
    ['PORT_BANNER="away"', /PORT_BANNER: sent on TCP only, udp\.banner stays off/],
  ] as const) {
    const { warnings } = of12(`TCP_PORTS="23"\n${line}\n`);
    assert.equal(warnings.length, 1, line);
    assert.match(warnings[0] ?? '', remark);
    assert.match(warnings[0] ?? '', /^portsentry\.conf:3: /);
  }
  assert.deepEqual(of12('TCP_PORTS="23"\nBLOCK_TCP="0"\n').warnings, []);
});

test('loadConfig() turns SCAN_TRIGGER into both triggers', () => {
  for (const [value, handshake, packet] of [
    ['0', 1, 4],
    ['1', 1, 4],
    ['3', 3, 4],
    ['9', 9, 9],
    ['-4', 1, 4],
    ['some', 1, 4],
    ['65536', 1000, 1000],
  ] as const) {
    const { config, warnings } = conf(`TCP_PORTS="23"\nSCAN_TRIGGER="${value}"\n`);
    const { trigger } = config;
    assert.deepEqual([trigger.handshake, trigger.packet, trigger.window], [handshake, packet, '10m'], value);
    assert.match(warnings.join(), /SCAN_TRIGGER: .*one packet must not ban/);
  }
});

test('loadConfig() sets everything that has a place', () => {
  const { config } = conf(
    'TCP_PORTS="23"\nUDP_PORTS="7"\nADVANCED_PORTS_TCP="512"\nADVANCED_EXCLUDE_UDP="67,137"\nPORT_BANNER="go away"\nHISTORY_FILE="/h"\nIGNORE_FILE="/i"',
  );
  assert.deepEqual(
    [
      config.tcp.below,
      config.tcp.exclude,
      config.udp.exclude,
      config.banner,
      config.log.history,
      config.ignore.files,
      config.udp.banner,
    ],
    [512, '', '67,137', 'go away', '/h', ['/i'], false],
  );
});

test('loadConfig() reads portsentry.ignore.static beside the config', () => {
  const { config, root, ignored, warnings } = load({
    'portsentry.conf': 'TCP_PORTS="23"\nIGNORE_FILE="/nonexistent/portsentry.ignore"\n',
    'portsentry.ignore.static': '198.51.100.7\n0.0.0.0/0',
    'etc-default': '',
  });
  assert.deepEqual(config.ignore.files, [
    '/nonexistent/portsentry.ignore',
    `${root}/portsentry.ignore.static`,
  ]);
  assert.deepEqual(Array.from(ignored.list, formatPrefix), [
    '127.0.0.0/8',
    '::1',
    '198.51.100.7',
    '0.0.0.0/0',
  ]);
  assert.deepEqual(warnings, [
    'portsentry.ignore.static:2: "0.0.0.0/0" ignores every host: nothing of that family is ever banned',
  ]);
  assert.match(
    conf('TCP_PORTS="1"\nIGNORE_FILE="/nonexistent"\n').warnings.join(),
    /^portsentry\.conf:2: ignore file \/nonexistent: no such file; nobody is ignored by it$/,
  );
});

test('loadConfig() refuses a path that a jail could not have, at its line', () => {
  assert.deepEqual(
    mistakes({ 'portsentry.conf': 'TCP_PORTS="1"\nHISTORY_FILE="/a b"\nIGNORE_FILE="x"' }).sort(),
    [
      'portsentry.conf:2: /log/history: expected an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\, or "" for none; found "/a b"',
      'portsentry.conf:3: /ignore/files/0: expected an absolute path; found "x"',
    ],
  );
});

test('loadConfig() refuses a file that is no config of either kind', () => {
  assert.match(
    mistakes({ 'portsentry.conf': 'hello\n[x]\na=b\n' })[0] ?? '',
    /^portsentry\.conf: holds no option of portsentry\.conf/,
  );
  assert.match(mistakes({ 'portsentry.conf': '# nothing\n' })[0] ?? '', /holds no option/);
});

test('loadConfig() takes a config by a relative name, and folders with a blank', () => {
  const root = folder({
    'a b/portsentry.conf': 'TCP_PORTS="23"\n',
    'a b/portsentry.ignore.static': '10.0.0.1\n',
  });
  const file = relative(process.cwd(), join(root, 'a b/portsentry.conf'));
  const { config, ignored } = loadConfig({ file }, hostIn(root));
  assert.deepEqual(config.ignore.files, [join(root, 'a b/portsentry.ignore.static')]);
  assert.equal(ignored.list.size, 3);
});
