import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatScan } from '../../../src/log/line.ts';
import { address, freshHost, type PrivateHost, program, sentryRuns, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, probeFrom, startServer, touch } from './jails.ts';

const journald = '/lib/systemd/systemd-journald';
const modules = resolve('var/journal/usr/lib/python3/dist-packages');
const hierarchy = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';

function lacking(): string | undefined {
  if (!existsSync(journald)) return 'needs systemd-journald (apt install systemd)';
  if (!existsSync(modules)) return 'needs python3-systemd (make tools)';
  try {
    accessSync(`${hierarchy}/cgroup.procs`, constants.W_OK);
  } catch {
    return 'needs the right to make control groups';
  }
  return undefined;
}

/** The control group that systemd would give the unit: the journal takes the unit's name from it. */
const slice = `${hierarchy}/pj${process.pid}.slice`;
const group = `${slice}/portjail.service`;

/** One whose processes are still ending cannot be removed yet. */
function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch {
    return !existsSync(folder);
  }
  return true;
}

/** What systemd does for a unit with StandardOutput=journal. */
const connected = (command: string): string =>
  `exec systemd-cat -t portjail sh -c 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1) exec ${command}'`;

const config = { tcp: { ports: '23,2323' }, udp: { mode: 'off' }, log: { target: 'journal' } };

async function hostWithJournal(): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; rm -rf /run/log/journal /var/log/journal; mkdir -p /run/systemd/journal
    cat > /run/portjail.json <<'E'\n${JSON.stringify(config)}\nE`);
  host.start(journald, []);
  assert.ok(await soon(() => host.sh('test -S /run/systemd/journal/stdout').code === 0));
  return host;
}

const install = (host: PrivateHost, prefix = '') =>
  host.sh(`${prefix} ${program} install -c /run/portjail.json`);

/** A line with our words that anybody may send to the journal; only the unit is not theirs to choose. */
const forge = (host: PrivateHost, source: string): unknown =>
  host.sh(connected(`echo "${formatScan(probeFrom(source, 'handshake'), { hits: 1, ports: 1 }, 7)}"`));

async function startUnit(host: PrivateHost, after: (step: () => Promise<void>) => void): Promise<void> {
  mkdirSync(group, { recursive: true });
  const run = connected(`${program} run -c /run/portjail.json`);
  const sentry = host.start('bash', ['--norc', '-c', `echo $$ > ${group}/cgroup.procs; ${run}`]);
  after(async () => {
    sentry.kill('SIGTERM');
    assert.ok(await soon(() => removed(group) && removed(slice)), `${group} stays`);
  });
  assert.ok(await soon(() => sentryRuns(host)), 'the sentry listens');
}

e2e(
  "log.target journal: a real scan bans through the journal, another program's line does not",
  async t => {
    process.env['PYTHONPATH'] = modules;
    const host = await hostWithJournal();

    await t.test('without systemd around it the sentry says what is missing', () => {
      const { code, err } = host.sh(`${program} run -c /run/portjail.json`);
      assert.equal(code, 2);
      assert.match(err, /start the sentry as the unit portjail\.service, or set log\.target to file/);
    });

    await startServer(host);
    if (host.sh("PYTHONPATH= /usr/bin/python3 -c 'import systemd.journal'").code !== 0)
      await t.test('install says that python3-systemd is missing', () => {
        const { code, err } = install(host, 'PYTHONPATH=');
        assert.equal(code, 1);
        assert.match(err, /"apt install python3-systemd"/);
      });

    await t.test('bans, IPv4 and IPv6, with no file', async sub => {
      const { code, out, err } = install(host);
      assert.equal(code, 0, err);
      assert.match(out, /^portsentry +on .*reads the journal$/m);
      await startUnit(host, step => sub.after(step));
      forge(host, '192.0.2.77');
      for (const [to, from] of [
        [address.host, address.peer],
        [address.host6, address.peer6],
      ] as const) {
        touch(host, to, 23);
        assert.ok(await soon(() => inSet(host, from)), fail2banLog(host));
      }
      assert.match(host.sh('journalctl --no-pager -t portjail').out, /scan src=192\.0\.2\.77/);
      assert.ok(!fail2banLog(host).includes('192.0.2.77'), fail2banLog(host));
      const seen = (): string => host.sh('cat /run/seen').out;
      const command = `exec ${program} monitor -c /run/portjail.json --since 1h --json > /run/seen 2>&1`;
      const monitor = host.start('bash', ['--norc', '-c', command]);
      const { peer, peer6 } = address;
      assert.ok(await soon(() => [peer, peer6].every(one => seen().includes(`"source":"${one}"`))), seen());
      monitor.kill('SIGINT');
      // Neither what the unit says of itself, nor what others say in its words.
      assert.doesNotMatch(seen(), /192\.0\.2\.77|portjail:/);
      for (const path of ['/var/log/portjail', '/etc/logrotate.d/portjail'])
        assert.notEqual(host.sh(`test -e ${path}`).code, 0, path);
    });
  },
  lacking(),
);
