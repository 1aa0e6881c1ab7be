import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost, program } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { talk } from '../hosts/talking.ts';
import { noFirewalld, startFirewalld } from './firewalld.ts';

/** Scattered ports, so many that no single rule or command line holds them. */
const scattered = (count: number, from = 20_001): string =>
  Array.from({ length: count }, (_, i) => from + 2 * i).join(',');

interface ProtectedHosts {
  readonly host: PrivateHost;
  /** What `portjail firewall` printed. */
  readonly script: string;
  readonly open: () => void;
  readonly close: () => void;
  /** Fails unless each of the probes, such as "tcp4 23", reaches the sentry. */
  readonly reached: (...probes: string[]) => Promise<void>;
  /** Fails if one of the probes does. */
  readonly kept: (...probes: string[]) => Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
after(() => rmSync(folder, { recursive: true }));

/** A host with this firewall and a running sentry; another program serves port 5432, which the config names too. */
async function guarded(
  name: string,
  closeIt: (host: PrivateHost) => unknown,
  ports: string,
): Promise<ProtectedHosts> {
  const host = await freshHost();
  const [config, script, output] = ['json', 'sh', 'out'].map(ending => join(folder, `${name}.${ending}`));
  if (config === undefined || script === undefined || output === undefined) throw new Error('no names');
  const settings = {
    tcp: { ports: `23,5432,${ports}` },
    udp: { ports: '7,2000-2003' },
    log: { file: join(folder, `${name}.log`) },
  };
  writeFileSync(config, JSON.stringify(settings));
  host.start(process.execPath, [
    '-e',
    "require('node:net').createServer(s => s.end('hello')).listen(5432, '::')",
  ]);
  await until(() => serves(host), 'the service');
  const sentry = host.start('bash', [
    '--norc',
    '-c',
    `ulimit -n 65536; exec ${program} run --loopback -c ${config} > ${output} 2>&1`,
  ]);
  await until(
    () => said(output).includes('now active and listening'),
    () => said(output),
  );
  /** How many probes the sentry has seen. */
  const count = async (): Promise<number> => {
    const { length } = said(output);
    process.kill(sentry.pid ?? 0, 'SIGUSR1');
    const line = () => /probes=(\d+) /.exec(said(output).slice(length))?.[1] ?? false;
    return Number(await until(line, 'the counters'));
  };
  const path = await closeIt(host);
  const run = (command: string): void =>
    must(host, `${typeof path === 'string' ? `PATH=${path}:$PATH; ` : ''}${command}`);
  run(`${program} firewall -c ${config} > ${script}`);
  return {
    host,
    script: said(script),
    open: () => run(`sh ${script}`),
    close: () => run(`sed -n '/^# To take them away/,$ s/^#   //p' ${script} | sh -e`),
    reached: async (...probes) => {
      for (const probe of probes) {
        const before = await count();
        send(host, probe);
        await until(async () => (await count()) > before, probe);
      }
    },
    kept: async (...probes) => {
      const before = await count();
      for (const probe of probes) send(host, probe);
      // The host's own are let through and shown by --loopback, and come behind those.
      for (const probe of probes) send(host, probe, 'host');
      await until(async () => (await count()) >= before + probes.length, 'the probes of the host itself');
      assert.equal((await count()) - before, probes.length);
    },
  };
}

function said(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function must(host: PrivateHost, script: string): void {
  const { code, out, err } = host.sh(script);
  assert.equal(code, 0, `${script.slice(0, 500)}\n${out}${err}`);
}

const targetOf = (family: string): string => (family === '4' ? address.host : address.host6);

/** One probe from the peer or the host itself: a connection that ends as it may, or a datagram. */
function send(host: PrivateHost, probe: string, from: 'host' | 'peer' = 'peer'): void {
  const [, protocol = '', family = '', port = ''] = /^(tcp|udp)([46]) (\d+)$/.exec(probe) ?? [];
  const target = targetOf(family);
  if (protocol === 'tcp') host.sh(`${talk} ask tcp '' ${target} ${port}`, from);
  else host.sh(`echo x > /dev/udp/${target}/${port}`, from);
}

/** Whether the peer can connect to the service that is not to be opened. */
const serves = (host: PrivateHost): boolean =>
  ['4', '6'].some(family => host.sh(`${talk} ask tcp '' ${targetOf(family)} 5432`, 'peer').code === 0);

const probes = ['udp4 7', 'udp6 2003', 'tcp4 23', 'tcp6 23', 'tcp4 20007', 'tcp6 20009'];

/** Closed before, open afterwards, for our ports alone, and closed again. */
async function opensAndCloses({ host, open, close, reached, kept }: ProtectedHosts): Promise<void> {
  await kept(...probes);
  open();
  await reached(...probes);
  assert.equal(serves(host), false, 'a service stays closed');
  close();
  await kept(...probes);
}

const nftRules = `nft -f - <<'END'
table inet mine {
  chain arriving {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iifname "lo" accept
    meta l4proto ipv6-icmp accept
    tcp dport 22 accept
  }
}
table inet more {
  chain guard {
    type filter hook input priority filter + 10; policy accept;
    ct state established,related accept
    meta l4proto ipv6-icmp accept
    iifname "v0" jump deny
  }
  chain deny {
    counter reject
  }
}
table inet f2b-table {
  set bans { type ipv4_addr; }
  chain f2b-chain {
    type filter hook input priority filter - 1; policy accept;
    ip saddr @bans reject
  }
}
END`;

e2e('firewall opens 10,000 scattered ports through every nft chain that drops, and closes them', async () => {
  const stage = await guarded('nft', host => must(host, nftRules), scattered(10_000));
  assert.match(stage.script, /^# nft: chain inet mine arriving and chain inet more guard here turns/m);
  assert.match(stage.script, /^# Left out on tcp, since another program holds them now: 5432$/m);
  await opensAndCloses(stage);
  assert.doesNotMatch(stage.host.sh('nft list ruleset').out, /portjail/);
});

const iptablesRules = ['iptables', 'ip6tables']
  .map(
    name => `${name} -P INPUT DROP
${name} -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
${name} -A INPUT -i lo -j ACCEPT
${name} -A INPUT -p ipv6-icmp -j ACCEPT
${name} -N f2b-sshd
${name} -I INPUT -p tcp -m multiport --dports 22 -j f2b-sshd`,
  )
  .join('\n');

e2e(
  'firewall opens 1,000 scattered ports of iptables and ip6tables behind the bans, and closes them',
  async () => {
    const stage = await guarded('iptables', host => must(host, `set -e\n${iptablesRules}`), scattered(1000));
    assert.match(stage.script, /^# iptables: the chain INPUT of iptables here turns packets away\.$/m);
    assert.doesNotMatch(stage.script, /^# nft/m);
    await opensAndCloses(stage);
    stage.open();
    assert.match(stage.host.sh('iptables -S INPUT 1').out, /-j f2b-sshd/);
    assert.match(stage.host.sh('ip6tables -S INPUT 1').out, /-j f2b-sshd/);
    stage.close();
    assert.doesNotMatch(stage.host.sh('iptables-save; ip6tables-save').out, /portjail/);
  },
);

e2e(
  'firewall opens iptables-legacy where that drops, beside an open iptables-nft, and closes it',
  async () => {
    const legacy = iptablesRules.replaceAll(/^ip6?tables/gm, '$&-legacy');
    const close = (host: PrivateHost) => must(host, `set -e\n${legacy}\niptables -A INPUT -j ACCEPT`);
    const stage = await guarded('legacy', close, scattered(40));
    assert.match(stage.script, /^# iptables: the chain INPUT of iptables here turns packets away\.$/m);
    await opensAndCloses(stage);
    stage.open();
    assert.match(stage.host.sh('iptables-legacy -S INPUT 1').out, /-j f2b-sshd/);
    stage.close();
    assert.doesNotMatch(stage.host.sh('iptables-legacy-save; ip6tables-legacy-save').out, /portjail/);
  },
);

e2e('firewall opens the ports of an active ufw for good, and closes them', async () => {
  const stage = await guarded(
    'ufw',
    host => must(host, 'ufw allow 22/tcp && ufw --force enable'),
    scattered(40),
  );
  assert.match(stage.script, /^# ufw: ufw is active here\.$/m);
  assert.doesNotMatch(stage.script, /^# (?:nft|iptables)/m);
  await opensAndCloses(stage);
  stage.open();
  stage.host.sh('ufw reload');
  await stage.reached('tcp4 23');
  stage.close();
  assert.match(stage.host.sh('ufw show added').out, /^ufw allow 22\/tcp$/m);
  assert.doesNotMatch(stage.host.sh('ufw show added').out, /portjail/);
});

e2e(
  'firewall opens the ports of a running firewalld, now and for good, and closes them',
  async () => {
    let bin = '';
    const start = async (host: PrivateHost): Promise<string> => {
      bin = await startFirewalld(host, folder);
      return bin;
    };
    const stage = await guarded('firewalld', start, scattered(sized(40, 500)));
    assert.match(stage.script, /^# firewalld: firewalld runs here\.$/m);
    assert.doesNotMatch(stage.script, /^# (?:nft|iptables)/m);
    const ports = (): string => stage.host.sh(`${bin}/firewall-cmd --permanent --list-ports`).out;
    await opensAndCloses(stage);
    assert.equal(ports().trim(), '');
    stage.open();
    stage.host.sh(`${bin}/firewall-cmd --reload`);
    await stage.reached('tcp4 23');
    assert.match(ports(), /\b23\/tcp\b.*\b2000-2003\/udp\b/);
    stage.close();
  },
  noFirewalld,
);
