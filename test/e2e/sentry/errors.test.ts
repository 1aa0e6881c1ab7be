import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';

const config = {
  tcp: { mode: 'stealth', ports: '23', decoys: '2323' },
  udp: { mode: 'off' },
  trigger: { packet: 1 },
};

/** One SYN to a port of the host; whether anything answers does not matter. */
const syn = (from: Host, to: Host, port: number): unknown =>
  from.run(['hping3', '-q', '-c', '1', '-i', 'u1000', '-S', '-p', `${port}`, to.ipv4], 'any');

/** A whole connection. */
const connect = (from: Host, to: Host, port: number): unknown =>
  from.start(['bash', '--norc', '-c', `exec 3<>/dev/tcp/${to.ipv4}/${port}`]);

e2e('a sentry without a descriptor to spare goes on, sees and writes', async () => {
  await watching({ config }, async stage => {
    const { host, attacker, inner } = stage.hosts;
    const { sentry } = stage;
    const limit = (files: string): unknown =>
      execFileSync('prlimit', ['--pid', `${sentry.pid}`, `--nofile=${files}`]);
    limit('3:4096');
    // An interface that the sentry cannot look up: its packets ask for that in the packet's own callback.
    host.run(['ip', 'link', 'add', 'new0', 'type', 'veth', 'peer', 'name', 'new1', 'netns', inner.name]);
    for (const [on, name, last] of [
      [host, 'new0', 1],
      [inner, 'new1', 2],
    ] as const) {
      on.run(['ip', 'addr', 'add', `10.98.0.${last}/24`, 'dev', name]);
      on.run(['ip', 'link', 'set', name, 'up']);
    }
    inner.run(['ip', 'route', 'replace', `${host.ipv4}/32`, 'via', '10.98.0.1', 'src', '10.98.0.2']);
    const lines = (): string => sentry.output();
    await until(
      () => {
        syn(inner, host, 23);
        return stage.entries().length > 0;
      },
      () => `a line of a packet by new0: ${lines()}`,
    );
    connect(attacker, host, 2323);
    process.kill(sentry.pid, 'SIGHUP');
    process.kill(sentry.pid, 'SIGUSR1');
    for (const said of [/reading the interfaces: EMFILE/, /cannot write .*EMFILE/, /the old config stays:/])
      await until(
        () => said.test(lines()),
        () => `${said}: ${lines()}`,
      );
    limit('1024:4096');
    // It waited for a descriptor.
    await until(() => stage.entries().some(entry => 'kind' in entry && entry.kind === 'connect'), lines);
    await stage.finish();
  });
});

const plant = fileURLToPath(new URL('./planted.js', import.meta.url));
const prefix = ['env', `NODE_OPTIONS=--import=${plant}`];

e2e('errors in timers, callbacks of the kernel, signals and promises end no sentry', async () => {
  await watching({ config, prefix }, async stage => {
    const { host, attacker } = stage.hosts;
    const { sentry } = stage;
    const everywhere = [
      /an error that nobody expected: .*planted in a callback/,
      /an error that nobody expected: .*planted in a promise/,
      /taking what has come to a port: planted/,
      /judging a packet: planted/,
      /looking for services: planted|cannot write .*status\.json \(planted\)/,
    ];
    await until(
      () => {
        process.kill(sentry.pid, 'SIGUSR2');
        connect(attacker, host, 2323);
        syn(attacker, host, 23);
        process.kill(sentry.pid, 'SIGUSR1');
        return everywhere.every(said => said.test(sentry.output()));
      },
      () => sentry.output(),
    );
    const before = stage.entries().length;
    await until(
      () => {
        connect(attacker, host, 2323);
        return stage.entries().length > before;
      },
      () => `a line after all that: ${sentry.output()}`,
    );
    process.kill(sentry.pid, 'SIGWINCH');
    await stage.finish();
  });
});

e2e('errors while it ends keep no sentry alive', async () => {
  await watching({ config, prefix }, async ({ sentry }) => {
    process.kill(sentry.pid, 'SIGUSR2');
    await until(() => sentry.output().includes('planted in a promise'), 'the errors');
    assert.equal(await sentry.stop(), 1);
    assert.match(sentry.output(), /error: ending: planted/);
  });
});
