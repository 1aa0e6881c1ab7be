import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withoutTrap } from '../../support/trap.ts';
import { forEver, until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';

const execute = promisify(execFile);
const config = {
  tcp: { ports: 'unused,3389,5000-5010,6000' },
  udp: { mode: 'off' },
  trigger: { handshake: 1 },
};

/** Every port above 1023 is one that clients of the host may be given. */
const prepare: Setting['prepare'] = async ({ hosts: { host } }) => {
  host.run(['sysctl', '-qw', 'net.ipv4.ip_local_port_range=1024 65535']);
  await startService(host, 22);
};

const opened = ({ hosts: { host } }: Watching): Set<number> => {
  const rows = host.run(['ss', '-Hltn']).split('\n');
  return new Set(rows.flatMap(row => /:(\d+)\s/.exec(row)?.[1] ?? []).map(Number));
};

e2e('"unused" is every unused port below the limit; ranges leave clients theirs, single ports stay', () =>
  watching({ config, prepare, prefix: withoutTrap }, async stage => {
    const { hosts, sentry } = stage;
    const first = opened(stage);
    const wrong = Array.from({ length: 1023 }, (_, i) => i + 1).filter(
      port => first.has(port) === (port === 113 || port === 139),
    );
    assert.deepEqual(wrong, [], 'every port below 1024, with the service, but for the excluded ones');
    assert.deepEqual(new Set([...first].filter(port => port > 1023)), new Set([3389, 6000]));
    assert.match(sentry.output(), /left out: TCP 5000-5010: .*ip_local_port_range/);
    assert.doesNotMatch(sentry.output(), /port 22 is in use/, 'it is no unused port, as was meant');
    assert.match(stage.portjail('check'), /^ +now 1-21,23-112,114-138,140-1023,3389,6000; in use 22$/m);
    for (const command of ['check', 'status'])
      assert.match(stage.portjail(command), /^left out +TCP 5000-5010: /m, command);

    const ports = '80,139,443,3389,5005,6000';
    const scan = `nmap -sT -Pn -n --max-retries 0 -p ${ports} ${hosts.host.ipv4}`;
    await execute('ip', ['netns', 'exec', hosts.attacker.name, ...scan.split(' ')], { timeout: forEver });
    await stage.counted(4);
    await until(() => stage.entries().some(({ verb }) => verb === 'scan'), 'the scan');

    // A service that is there behind the reload is no unused port; the default list has no range that clients use.
    await stage.reload({ udp: { mode: 'off' }, trigger: { handshake: 1 } });
    const second = opened(stage);
    for (const port of [32_771, 32_772, 32_773, 32_774, 40_421, 54_320])
      assert.ok(second.has(port), `port ${port} of the default list`);
    assert.doesNotMatch(stage.portjail('status'), /^left out/m);
    await startService(hosts.host, 80);
    await stage.reload(config);
    assert.doesNotMatch(sentry.output(), /port 80 is in use/);
    assert.match(stage.portjail('check'), /; in use 22,80$/m);
    assert.equal((await stage.finish())['probes'], 4);
  }),
);
