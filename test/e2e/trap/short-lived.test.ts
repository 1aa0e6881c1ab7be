import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { trapWays } from '../hosts/ways.ts';
import { connectFrom, sendTo } from './stage/trap-stage.ts';

const rawService = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));
const config = {
  tcp: { mode: 'advanced' },
  udp: { mode: 'advanced' },
  ignore: { addresses: [], protect: ['own'] },
  trigger: { packet: 1 },
};

for (const { name: way, prefix } of trapWays.filter(({ hasHooks }) => hasHooks))
  e2e(
    `${way}: no client is named of a service that has come and gone between two looks, in packets either`,
    () =>
      watching({ config, prefix }, async stage => {
        const { host, attacker } = stage.hosts;
        for (const port of [143, 465, 587, 993])
          for (const protocol of ['tcp', 'udp']) {
            const service = host.start([process.execPath, rawService, protocol, '0.0.0.0', `${port}`]);
            await service.waitFor('open');
            await service.stop();
            if (protocol === 'tcp') assert.equal(connectFrom(attacker, host.ipv4, port), 'ECONNREFUSED');
            else sendTo(attacker, host.ipv4, port);
          }
        assert.equal(connectFrom(attacker, host.ipv4, 79), 'ECONNREFUSED');
        sendTo(attacker, host.ipv4, 80);
        await stage.counted(2);
        assert.equal((await stage.finish())['probes'], 2);
        const named = stage.entries().flatMap(entry => ('port' in entry ? [entry.port] : []));
        assert.ok(named.length > 0 && named.every(port => port < 100), named.join());
      }),
  );
