import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPortsentry } from '../../../src/config/find.ts';
import { judged, type Loaded, loadConfig } from '../../../src/config/load.ts';
import { type Imported, importedConfig } from '../../../src/config/portsentry/import.ts';
import { formatPrefix } from '../../../src/net/address.ts';
import { UsageError } from '../../../src/util/errors.ts';
import { debianFile } from '../../support/debian.ts';
import { sized } from '../../support/long.ts';
import { folder, hostIn } from '../tree.ts';

/** Imports the folder, loads the result again, and fails unless it decides everything as the original does. */
function imported(root: string): Imported & { readonly before: Loaded; readonly after: Loaded } {
  const draft = findPortsentry(root, hostIn(root));
  const before = judged(draft);
  const result = importedConfig(draft, before);
  const file = join(root, 'imported.json');
  writeFileSync(file, result.text);
  const after = loadConfig({ file }, hostIn(root));
  assert.deepEqual(plain(after), plain(loadConfig({ file: join(root, 'portsentry.conf') }, hostIn(root))));
  return { ...result, before, after };
}

/** Everything but where the ignored hosts stand, which import says. */
function plain({ config, ignored }: Loaded): unknown {
  const { $schema: _, ...rest } = config;
  const { ignore, ...others } = rest;
  return {
    ...others,
    protect: ignore.protect,
    ignored: [...new Set(Array.from(ignored.list, formatPrefix))].sort(),
  };
}

test('importedConfig() writes what was set, and beside it what changed its meaning', () => {
  const root = folder({
    'portsentry.conf':
      'TCP_PORTS="23,24,x"\nADVANCED_PORTS_TCP="512"\nKILL_ROUTE="/sbin/route add $TARGET$"\nnonsense\nSCAN_TRIGGER="2"\n' +
      'IGNORE_FILE="ROOT/portsentry.ignore"\n',
    default: 'TCP_MODE="stcp"\n',
    'portsentry.ignore':
      '# boiler\n# plate\n# of\n# lines\n127.0.0.1\n\n# backup\n192.0.2.7 # nightly\n2001:DB8::/32\n',
  });
  rooted(root);
  const text = imported(root).text.replaceAll(`${root}/`, '');
  assert.equal(
    text,
    `{
  // From portsentry.conf (Portsentry 1.2), by "portjail import": what changed its meaning stands beside its key.
  // Not carried over:
  // - portsentry.conf:4: not an option, skipped: "nonsense"
  // - portsentry.conf:3: KILL_ROUTE: not used, since BLOCK_TCP is not 1: Fail2ban bans as the jails say
  "$schema": "./portjail.schema.json",
  "tcp": {
    // from default:1
    "mode": "stealth",
    // portsentry.conf:1: TCP_PORTS: "x" is no port from 1 to 65535 and no range of them: dropped
    "ports": "23,24",
    "below": 512,
    // portsentry.conf does not set it, which means none there
    "exclude": ""
  },
  "udp": {
    // portsentry.conf does not set it, which means none there
    "ports": "",
    // portsentry.conf does not set it, which means none there
    "exclude": ""
  },
  // 3 entries carried over from portsentry.ignore, not read from there any more: new ones go here or into /etc/portjail/ignore
  "ignore": {
    "addresses": [
      "127.0.0.0/8",
      "::1",
      "127.0.0.1",
      // backup
      // nightly
      "192.0.2.7",
      "2001:db8::/32"
    ]
  },
  "trigger": {
    // portsentry.conf:5: SCAN_TRIGGER: becomes 2 distinct ports with a finished handshake, or 4 with packets (whose source can be forged: one packet must not ban), within trigger.window; Portsentry counts packets for ever
    "handshake": 2,
    "packet": 4
  }
}
`,
  );
});

/** Puts the folder's own path where a file says ROOT. */
function rooted(root: string): void {
  const file = join(root, 'portsentry.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('ROOT', root));
}

test("importedConfig() means what Debian's own files mean", t => {
  const [conf, ignore] = ['portsentry.conf', 'portsentry.ignore.static'].map(name => {
    const file = debianFile(`portsentry/${name}`);
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  });
  if (conf === undefined || ignore === undefined) return t.skip('the package could not be fetched');
  const root = folder({
    'portsentry.conf': conf.replaceAll('/etc/portsentry/', 'ROOT/'),
    'portsentry.ignore.static': ignore,
    'etc-default': 'TCP_MODE="tcp"\nUDP_MODE="udp"\n',
  });
  rooted(root);
  const { after, text } = imported(root);
  assert.equal(after.config.log.history, '/var/lib/portsentry/portsentry.history');
  assert.deepEqual(after.config.ignore.addresses, ['127.0.0.0/8', '::1', '127.0.0.1', '0.0.0.0']);
  for (const key of ['BLOCKED_FILE', 'RESOLVE_HOST', 'KILL_ROUTE', 'KILL_HOSTS_DENY', 'SCAN_TRIGGER'])
    assert.match(text, new RegExp(`// .*: ${key}: `));
  assert.deepEqual(after.warnings, []);
});

test("importedConfig() means what a file like 2.x's example means, and says where the mode is from", () => {
  const root = folder({
    'portsentry.conf':
      'TCP_PORTS="11,15,70,79,80,109-111,512-515"\nUDP_PORTS="7,9,66-69"\nIGNORE_FILE="ROOT/portsentry.ignore"\n' +
      'BLOCKED_FILE="/tmp/portsentry.blocked"\nRESOLVE_HOST="0"\nBLOCK_UDP="0"\nBLOCK_TCP="0"\nSCAN_TRIGGER="0"\n',
    'portsentry.ignore': '127.0.0.1\n::1\n',
  });
  rooted(root);
  const { text, after } = imported(root);
  assert.match(text, /"tcp": \{\n {4}\/\/ .*Portsentry 2 is told its mode.*\n {4}"mode": "connect",\n/);
  assert.equal(after.config.tcp.ports, '11,15,70,79,80,109-111,512-515');
});

test('importedConfig() carries over nobody who is ignored for a time only, and names them while it lasts', () => {
  const root = folder({
    'portsentry.conf': 'TCP_PORTS="23"\nIGNORE_FILE="ROOT/portsentry.ignore"\n',
    'portsentry.ignore':
      '# portjail: until=2000-01-01T00:00:00Z\n192.0.2.1\n# portjail: until=9999-01-01T00:00:00Z note=a\n192.0.2.2\n' +
      '# portjail: note=the office\n192.0.2.3\n',
  });
  rooted(root);
  const { text, remarks } = imported(root);
  assert.match(text, /\/\/ the office\n\s+"192\.0\.2\.3"/);
  assert.doesNotMatch(text, /"192\.0\.2\.[12]"/);
  assert.ok(
    remarks.some(remark => remark.startsWith('ignored for a time, and not carried over: 192.0.2.2; ')),
  );
});

test('importedConfig() carries over no name, and names them, with nothing of theirs beside another entry', () => {
  const root = folder({
    'portsentry.conf': 'TCP_PORTS="23"\nIGNORE_FILE="ROOT/portsentry.ignore"\n',
    'portsentry.ignore':
      '# portjail: name=home.example.org note=Anna\n192.0.2.3\nnas.example.org/64\n192.0.2.4\n',
  });
  rooted(root);
  const { text, remarks } = imported(root);
  assert.doesNotMatch(text, /Anna|"home|"nas/);
  assert.match(text, /"192\.0\.2\.3"/);
  assert.ok(
    remarks.some(remark =>
      remark.startsWith('names, and not carried over: home.example.org, nas.example.org/64; '),
    ),
    remarks.join(),
  );
});

test('importedConfig() leaves a long ignore list in its file', () => {
  const list = Array.from({ length: 1001 }, (_, i) => `10.0.${i >> 8}.${i & 255}\n`).join('');
  const root = folder({ 'portsentry.conf': 'TCP_PORTS="23"\nIGNORE_FILE="ROOT/list"\n', list });
  rooted(root);
  const { after, remarks } = imported(root);
  assert.deepEqual(after.config.ignore.files, [join(root, 'list')]);
  assert.match(remarks.join(), /1001 entries are too many for a config: they are still read/);
});

test('importedConfig() gives the same config back for any portsentry.conf', () => {
  const root = folder({});
  const ports = fc
    .array(
      fc.oneof(
        fc.integer({ min: 1, max: 65_535 }).map(String),
        fc
          .tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 0, max: 50 }))
          .map(([first, more]) => `${first}-${first + more}`),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map(items => items.join(','));
  const free = fc.string({ maxLength: 20, unit: 'grapheme' });
  const number = fc.integer({ min: -2, max: 70_000 }).map(String);
  const line = fc.oneof(
    option(['TCP_PORTS', 'UDP_PORTS', 'ADVANCED_EXCLUDE_TCP', 'ADVANCED_EXCLUDE_UDP'], ports),
    option(['ADVANCED_PORTS_TCP', 'ADVANCED_PORTS_UDP', 'SCAN_TRIGGER'], number),
    option(
      ['BLOCK_TCP', 'BLOCK_UDP', 'KILL_ROUTE', 'KILL_RUN_CMD', 'RESOLVE_HOST', 'PORT_BANNER', 'X'],
      free,
    ),
    option(['BLOCK_TCP', 'BLOCK_UDP'], fc.constantFrom('0', '1', '2')),
    option(['IGNORE_FILE'], fc.constantFrom(join(root, 'list'), join(root, 'none'), '')),
    option(['HISTORY_FILE'], fc.constantFrom('/srv/portsentry.history', '')),
    free,
  );
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), fc.nat(33)).map(parts => parts.join('/')),
    fc.tuple(fc.ipV6(), fc.nat(129)).map(parts => parts.join('/')),
    free,
  );
  const entry = fc.tuple(address, fc.constantFrom('', ' # ', '#'), free).map(parts => parts.join(''));
  const mode = fc.constantFrom('connect', 'tcp', 'stcp', 'atcp', '');
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(entry, { maxLength: 8 }),
      mode,
      fc.boolean(),
      (lines, list, word, isStatic) => {
        const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
        write('portsentry.conf', ['TCP_PORTS="23"', ...lines].join('\n'));
        write('list', list.join('\n'));
        rmSync(join(root, 'portsentry.ignore.static'), { force: true });
        if (isStatic) write('portsentry.ignore.static', '192.0.2.1 # the static one');
        write('default', `TCP_MODE="${word}"\n`);
        if (!isValid(root)) return;
        compared++;
        imported(root);
      },
    ),
    { numRuns: sized(300, 5_000) },
  );
  assert.ok(compared > 100, `only ${compared} texts were valid`);
});

const option = (keys: string[], value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...keys),
      fc.constantFrom('="', ' = "', '\t"', '='),
      value,
      fc.constantFrom('"', '" # why', ''),
    )
    .map(parts => parts.join(''));

function isValid(root: string): boolean {
  try {
    loadConfig({ file: join(root, 'portsentry.conf') }, hostIn(root));
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

test('findPortsentry() says what it expected', () => {
  const refused = (files: Record<string, string>, name = '.'): string => {
    const root = folder(files);
    try {
      findPortsentry(join(root, name), hostIn(root));
    } catch (error) {
      if (error instanceof UsageError) return error.message.replaceAll(root, '');
    }
    return '';
  };
  assert.match(refused({}), /expected a folder with a portsentry\.conf in it/);
  assert.match(refused({ 'portsentry.conf': 'TCP_PORTS="1"' }, 'portsentry.conf'), /expected a folder/);
  assert.match(refused({ 'portsentry.conf': '{"tcp": {}}' }), /is a portjail\.json already/);
});
