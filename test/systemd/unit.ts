import assert from 'node:assert/strict';
import { startService } from '../e2e/hosts/service.ts';
import { mayTrap } from '../support/trap.ts';
import type { BootedStage } from './stage.ts';

/** The shipped unit, from the start to the stop, on any root. */
export async function unitWorks(stage: BootedStage): Promise<void> {
  const { host } = stage;
  await stage.startSentry();
  await stage.touchedUntil('ipv4', 'scan');
  const pid = pidOf(stage);
  const users = host.run(['sh', '-c', `grep -h ^Uid: /proc/${pid}/task/*/status | sort -u`]);
  const { uid } = /uid=(?<uid>\d+)/.exec(host.run(['id', 'portjail']))?.groups ?? {};
  assert.equal(users.trim(), `Uid:${`\t${uid}`.repeat(4)}`, 'every thread has become the user');
  rightsAreGone(stage, pid);
  await oneSocketAsFarAsAllowed(stage);
  await unitRemembers(stage);
  host.run(['systemctl', 'stop', 'portjail']);
  assert.match(host.run(['systemctl', 'show', '-p', 'Result', 'portjail']), /^Result=success$/m);
}

const pidOf = ({ host }: BootedStage): string =>
  host.run(['systemctl', 'show', '--value', '-p', 'MainPID', 'portjail']).trim();

/** Some UDP ports have real sockets: the kernel gives them to clients. */
const bindService = 1n << 10n;

function rightsAreGone(stage: BootedStage, pid: string): void {
  const sets = stage.host.run(['sh', '-c', `grep -hE '^Cap(Inh|Prm|Eff|Amb):' /proc/${pid}/task/*/status`]);
  for (const [line, set] of sets.matchAll(/^Cap\w+:\s+([0-9a-f]+)$/gm))
    assert.equal(
      BigInt(`0x${set}`) & ~bindService,
      0n,
      `no thread has CAP_BPF, CAP_NET_ADMIN or any other: ${line}`,
    );
  assert.match(sets, /^CapEff:/m);
  assert.doesNotMatch(stage.said(), /could not be kept from gaining rights/);
}

const withoutBpf = '/etc/systemd/system/portjail.service.d/no-bpf.conf';

/**
 * This host's control groups are no root of the kernel's, and yet hold all that runs in its network: the hooks see everything.
 * Where the unit's filter forbids bpf(2), or the machine does, real sockets serve.
 */
async function oneSocketAsFarAsAllowed(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const way = (): unknown => JSON.parse(host.run(['cat', '/run/portjail/status.json'])).way;
  if (mayTrap) assert.deepEqual(way(), {}, stage.said());
  // Else that many starts in ten seconds are too many for systemd.
  host.run(['systemctl', 'reset-failed', 'portjail']);
  host.write(withoutBpf, '[Service]\nSystemCallFilter=~bpf\n');
  host.run(['systemctl', 'daemon-reload']);
  host.run(['systemctl', 'restart', 'portjail']);
  await stage.listens();
  assert.match(stage.said(), /each port has a socket of its own, .*something forbids bpf\(2\)/);
  await stage.touchedUntil('ipv4', 'scan');
  host.run(['rm', withoutBpf]);
  host.run(['systemctl', 'daemon-reload']);
  if (mayTrap) await saysWhoIsOutside(stage, way);
}

/** A program of the machine in this host's network, as a container that shares it has: only its socket can be seen. */
async function saysWhoIsOutside(stage: BootedStage, way: () => unknown): Promise<void> {
  const outside = await startService(stage.hosts.host, 7777);
  stage.host.run(['systemctl', 'reset-failed', 'portjail']);
  stage.host.run(['systemctl', 'restart', 'portjail']);
  await stage.listens();
  assert.match(
    stage.said(),
    /one socket sees all ports, .* may miss clients of its first seconds.* outside \/sys/,
  );
  assert.match(JSON.stringify(way()), /^{"whyNoHooks":"a socket .* outside /);
  await outside.stop();
}

const service =
  "require('node:net').createServer().listen({ port: 3389, host: '::' }, () => console.log('open'))";

/** The folder and all that is in it is the user's at each start (StateDirectory= of systemd.exec(5)), whoever's it was. */
async function unitRemembers(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const restart = async (): Promise<void> => {
    host.run(['systemctl', 'restart', 'portjail']);
    await stage.listens();
    assert.doesNotMatch(stage.said(), /passed over|cannot keep/);
  };
  const resting = (): string => /^resting .*/m.exec(host.run(['portjail', 'status'], 'any'))?.[0] ?? 'none';
  host.run(['systemctl', 'stop', 'portjail']);
  // Whatever stands there on the machine whose root this is.
  host.run(['rm', '-rf', '/var/lib/portjail']);
  const child = host.start(['node', '-e', service]);
  await child.waitFor('open');
  await restart();
  await child.stop();
  for (const again of [restart, restart, () => host.reboot().then(restart)]) {
    await again();
    assert.match(resting(), /^resting +1 port whose service has gone/, stage.said());
    assert.equal(host.run(['stat', '-c', '%U %a', '/var/lib/portjail']).trim(), 'portjail 750');
  }
}
