import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { e2e } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { cli, watching } from '../hosts/watching.ts';
import { trapWays } from '../hosts/ways.ts';
import { connectFrom } from '../trap/stage/trap-stage.ts';

/** Every port above 1023 is one that clients of the host may be given; two of them are listed by themselves too. */
const range = 'net.ipv4.ip_local_port_range=1024 65535';
const config = { tcp: { ports: 'unused,1024-3388,3389,3390-5999,6000,6001-65535' }, udp: { mode: 'off' } };
const asked = [80, 139, 3389, 5005, 6000];
const leftOut = /left out:? +TCP 1024-3388,3390-5999,6001-65535: .*ip_local_port_range/;
const rawService = fileURLToPath(new URL('../trap/stage/raw-service.js', import.meta.url));

for (const { name: way, prefix, hasHooks } of trapWays)
  e2e(
    `${way}: where all ports are for clients, ${hasHooks ? 'all are watched' : 'those listed singly'}, none taken`,
    () =>
      watching(
        { config, prefix, prepare: ({ hosts: { host } }) => host.run(['sysctl', '-qw', range]) },
        async stage => {
          const { host, attacker } = stage.hosts;
          const file = join(dirname(stage.log), '../portjail.json');
          const check = host.run(['env', ...prefix, process.execPath, cli, 'check', '-c', file]);
          for (const told of [stage.sentry.output(), check, stage.portjail('status')])
            assert.equal(leftOut.test(told), !hasHooks, told);

          const shown = attacker.run([
            'nmap',
            '-sT',
            '-Pn',
            '-n',
            '--max-retries',
            '0',
            '-p',
            asked.join(),
            host.ipv4,
          ]);
          const open = [...shown.matchAll(/^(\d+)\/tcp +open/gm)].map(([, port]) => Number(port));
          assert.deepEqual(
            open,
            hasHooks ? [80, 3389, 5005, 6000] : [80, 3389, 6000],
            'all but the excluded 139',
          );
          await stage.counted(open.length);

          // What asks, and what listens without a bind, as an FTP client in active mode does.
          await startService(attacker, 8000);
          for (let i = 0; i < 10; i++) assert.ok(canReach(host, attacker.ipv4, 8000));
          const receiver = host.start([process.execPath, rawService, 'tcp', '0.0.0.0', '0', 'unbound']);
          await receiver.waitFor(/open \d+\n/);
          connectFrom(attacker, host.ipv4, Number(/open (\d+)/.exec(receiver.output())?.[1]));
          await receiver.waitFor(`took ${attacker.ipv4}`);
          assert.equal(await stage.counter('probes'), open.length);
        },
      ),
  );
