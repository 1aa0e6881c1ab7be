import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CAP_BPF, CAP_NET_ADMIN, CAP_NET_BIND_SERVICE } from '../../../src/sys/process/rights.ts';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import type { Host } from '../hosts/hosts.ts';
import { serveAt } from '../hosts/programs.ts';
import { e2e } from '../hosts/require.ts';
import { canReach } from '../hosts/service.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';
import { withCgroups } from '../hosts/ways.ts';
import { alive, objectsOf } from './stage/bpf-objects.ts';
import { connectFrom, sendTo } from './stage/trap-stage.ts';

/** The sentry of a config, with one socket for all ports and its hooks. */
const config = {
  tcp: { ports: '23,79,5432,6379,8081' },
  udp: { mode: 'connect', ports: '69,161' },
  ignore: { addresses: [], protect: ['own'] },
  trigger: { packet: 1 },
};
const rawService = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));

/** The ports that the log names, each once. */
const named = (stage: Watching): number[] => [
  ...new Set(stage.entries().flatMap(entry => ('port' in entry ? [entry.port] : []))),
];

/** A service that sees the same cgroups as the sentry. */
async function start(host: Host, ...words: string[]): Promise<Child> {
  const child = host.start(['env', ...withCgroups, process.execPath, rawService, ...words]);
  await child.waitFor('open');
  return child;
}

e2e(
  'a service that starts later has its port at once, with its first client, and nobody is named for it',
  () =>
    watching({ config, prefix: withCgroups }, async stage => {
      const { host, attacker } = stage.hosts;
      assert.equal(connectFrom(attacker, host.ipv4, 5432), 'open');
      await stage.counted(1);
      // Without SO_REUSEADDR, right after a probe of its port.
      await until(() => host.run(['ss', '-Htan', 'sport = :5432']) === '', 'our connection to be gone');
      const service = await start(host, 'tcp', '0.0.0.0', '5432');
      await start(host, 'udp', '0.0.0.0', '161');
      await serveAt(host, 8081, '::');
      assert.ok(canReach(attacker, host.ipv4, 8081));
      assert.ok(canReach(attacker, host.ipv6, 8081));
      connectFrom(attacker, host.ipv4, 5432);
      await service.waitFor(`took ${attacker.ipv4}`);
      sendTo(attacker, host.ipv4, 161);
      assert.equal(connectFrom(attacker, host.ipv4, 79), 'open');
      await stage.counted(2);
      // Whether the second touch is a line of its own, or a repeat of the first, is a matter of seconds.
      assert.deepEqual(
        named(stage).filter(port => port !== 79),
        [5432],
        'no client of a service',
      );
      assert.match(
        stage.portjail('status'),
        /answering {3}one socket sees all ports, and a service that starts later has/,
      );
    }),
);

e2e('a service on loopback alone leaves its port watched outside', () =>
  watching({ config, prefix: withCgroups }, async stage => {
    const { host, attacker } = stage.hosts;
    await serveAt(host, 6379, '127.0.0.1');
    assert.equal(connectFrom(host, '127.0.0.1', 6379), 'open hello');
    assert.equal(connectFrom(attacker, host.ipv4, 6379), 'open');
    await stage.counted(1);
    assert.deepEqual(named(stage), [6379]);
  }),
);

e2e("this host's own programs are told of no service that is not there, unless they are to be shown", () =>
  watching({ config, prefix: withCgroups }, async stage => {
    const { host, attacker } = stage.hosts;
    assert.match(
      stage.sentry.output(),
      /what comes from this host itself is not shown: "portjail run --loopback"/,
    );
    for (const target of ['127.0.0.1', '::1', host.ipv4, host.ipv6])
      assert.equal(connectFrom(host, target, 23), 'ECONNREFUSED', target);
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
    await stage.counted(1);
  }),
);

/** The capabilities that each thread of a process may have. */
const rightsOf = (pid: number): bigint[] =>
  readdirSync(`/proc/${pid}/task`).map(thread => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
    return BigInt(`0x${/^CapPrm:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  });

const forNobody: Setting = {
  config: { ...config, user: 'nobody' },
  prefix: withCgroups,
  prepare: (_net, folder) => chmodSync(folder, 0o755),
};

e2e('no thread keeps a right, and a reload needs none; SIGKILL leaves nothing in the kernel', () =>
  watching(forNobody, async stage => {
    const { host, attacker } = stage.hosts;
    const { pid } = stage.sentry;
    const forbidden = [CAP_BPF, CAP_NET_ADMIN, CAP_NET_BIND_SERVICE].map(right => 1n << BigInt(right));
    for (const rights of rightsOf(pid))
      assert.ok(
        forbidden.every(right => (rights & right) === 0n),
        rights.toString(16),
      );
    await stage.reload({ ...config, user: 'nobody', tcp: { ports: '1-65535' }, udp: { mode: 'off' } });
    assert.match(stage.sentry.output(), /reloaded .*: 6553[35] TCP and 0 UDP ports/);
    for (const port of [1, 1023, 40_000, 65_535])
      assert.equal(connectFrom(attacker, host.ipv4, port), 'open');
    await stage.counted(4);
    const objects = objectsOf(pid);
    assert.equal(objects.programs.length, 4);
    await stage.sentry.stop('SIGKILL');
    await until(() => Object.values(alive(objects)).flat().length === 0, 'the kernel to free all');
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
  }),
);

e2e('the target of a redirection is never watched where it is here, and is where it is elsewhere', () =>
  watching(
    {
      config,
      prefix: withCgroups,
      prepare: ({ hosts: { host } }) => {
        const rules = [
          'add table ip t',
          'add chain ip t pre { type nat hook prerouting priority dstnat; }',
          'add rule ip t pre tcp dport 80 redirect to :8081',
          'add rule ip t pre tcp dport 15432 dnat to 172.17.0.2:5432',
        ];
        for (const rule of rules) host.run(['nft', rule]);
      },
    },
    async stage => {
      const { host, attacker } = stage.hosts;
      for (const port of [80, 8081]) assert.equal(connectFrom(attacker, host.ipv4, port), 'ECONNREFUSED');
      assert.equal(connectFrom(attacker, host.ipv4, 5432), 'open');
      await stage.counted(1);
      assert.deepEqual(named(stage), [5432]);
    },
  ),
);
