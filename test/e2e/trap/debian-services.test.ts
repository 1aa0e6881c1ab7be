import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { trapWays } from '../hosts/ways.ts';
import { debianServices, lackingServices, preparedOn } from './stage/debian-services.ts';
import { connectFrom } from './stage/trap-stage.ts';

const config = {
  tcp: { ports: '23,79,80,5432,6379' },
  udp: { mode: 'off' },
  ignore: { addresses: [], protect: ['own'] },
};
const hour = new URL('./stage/hour.js', import.meta.url).href;
const rawService = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));

/** The ports that the log names, in any line. */
const named = (stage: Watching): number[] => [
  ...new Set(stage.entries().flatMap(entry => ('port' in entry ? [entry.port] : []))),
];

for (const { name: way, prefix, hasHooks } of trapWays) {
  e2e(
    `${way}: Debian's redis, postgresql and nginx have their ports an hour later, and no client of theirs is named`,
    () => {
      let starts: (readonly [(typeof debianServices)[number], () => Promise<Child>])[] = [];
      return watching(
        {
          config,
          prefix: ['env', `NODE_OPTIONS=--import=${hour}`, ...prefix],
          prepare: net => {
            starts = debianServices.map(service => [service, preparedOn(net, net.hosts.host, service)]);
          },
        },
        async stage => {
          const { host, attacker } = stage.hosts;
          process.kill(stage.sentry.pid, 'SIGUSR2');
          await stage.sentry.waitFor('an hour has passed');
          for (const [{ name, client, served }, start] of starts) {
            const service = await start();
            const ask = (address: string): string => attacker.run(client(address), 'any');
            // A look may be a second off, where nothing tells of a bind.
            if (!hasHooks)
              await until(
                () => ask(host.ipv4).includes(served),
                () => service.output(),
              );
            for (const address of [host.ipv4, host.ipv6])
              assert.ok(ask(address).includes(served), `${name} at ${address}: ${service.output()}`);
          }
          assert.equal(connectFrom(attacker, host.ipv4, 79), 'open');
          await stage.counted(1);
          assert.deepEqual(named(stage), [79]);
        },
      );
    },
    lackingServices,
  );

  e2e(`${way}: a program that sets no SO_REUSEADDR has its port right after a scan of it`, () =>
    watching({ config, prefix }, async stage => {
      const { host, attacker } = stage.hosts;
      const ports = [80, 5432, 6379];
      attacker.run(['nmap', '-sT', '-Pn', '-n', '--max-retries', '0', '-p', ports.join(), host.ipv4]);
      await stage.counted(ports.length);
      await until(
        () => ports.every(port => host.run(['ss', '-Htan', `sport = :${port}`]) === ''),
        'our connections to be gone',
      );
      for (const port of ports) {
        const service = host.start([process.execPath, rawService, 'tcp', '0.0.0.0', `${port}`]);
        await service.waitFor('open');
        await until(() => {
          connectFrom(attacker, host.ipv4, port);
          return hasHooks || service.output().includes('took ');
        }, 'a client to be served');
        await service.waitFor(`took ${attacker.ipv4}`);
      }
      assert.equal(await stage.counter('probes'), ports.length, 'no client is a probe');
      assert.equal(connectFrom(attacker, host.ipv4, 79), 'open');
      await stage.counted(ports.length + 1);
    }),
  );
}
