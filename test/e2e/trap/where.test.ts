import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { connectFrom, sendTo, startIn, type TrapHost, withTrap } from './stage/trap-stage.ts';

const refused = 'ECONNREFUSED';

/** Gives the host a second wire to the attacker, with addresses of its own. */
function addWire(host: Host, attacker: Host): { host: string; attacker: string } {
  host.run(['ip', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth1', 'netns', attacker.name]);
  const addresses = { host: '10.98.0.1', attacker: '10.98.0.2' };
  for (const [place, address] of [
    [host, addresses.host],
    [attacker, addresses.attacker],
  ] as const) {
    place.run(['ip', 'address', 'add', `${address}/24`, 'dev', 'eth1']);
    place.run(['ip', 'link', 'set', 'eth1', 'up']);
  }
  return addresses;
}

const watch = (trap: TrapHost, interfaces: readonly string[], loopback = false): Promise<number> =>
  trap.ask({ what: 'watch', interfaces, loopback });

e2e('connections count by the interface that they arrive by, whichever address they are for', () =>
  withTrap(async ({ trap, host, attacker }) => {
    const second = addWire(host, attacker);
    await trap.arm('tcp', 23);
    await watch(trap, ['eth1']);
    assert.equal(connectFrom(attacker, host.ipv4, 23), refused);
    assert.equal(connectFrom(attacker, second.host, 23), 'open');
    await watch(trap, ['eth0']);
    assert.equal(connectFrom(attacker, second.host, 23), refused);
    assert.equal(connectFrom(attacker, host.ipv6, 23), 'open');
    await watch(trap, ['eth0', 'eth1', 'eth7']);
    assert.equal(connectFrom(attacker, second.host, 23), 'open');
    await watch(trap, []);
    assert.equal(connectFrom(attacker, second.host, 23), refused);
    await until(() => trap.seen.length === 3, 'what was seen');
  }),
);

e2e("a host's own programs are told of no service that is not there", () =>
  withTrap(async ({ trap, host }) => {
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 1, 32_767);
    for (const [target, source] of [
      ['127.0.0.1', ''],
      ['127.9.9.9', ''],
      ['::1', ''],
      [host.ipv4, ''],
      [host.ipv6, ''],
      [host.ipv4, '127.0.0.1'],
      ['127.0.0.1', host.ipv4],
      ['::1', host.ipv6],
    ] as const)
      assert.equal(connectFrom(host, target, 5432, source), refused, `${target} from ${source}`);
    sendTo(host, host.ipv4, 161);
    sendTo(host, '127.0.0.1', 161);
    assert.deepEqual(trap.seen, []);
    assert.equal((await trap.state(5432)).armed[0], true);
  }),
);

e2e('an address that comes later is an own one as soon as it is said, and one that went is a stranger', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 23);
    host.run(['ip', 'address', 'add', '10.99.0.77/24', 'dev', 'eth0']);
    await watch(trap, ['*']);
    assert.equal(connectFrom(host, host.ipv4, 23, '10.99.0.77'), refused);
    host.run(['ip', 'address', 'delete', '10.99.0.77/24', 'dev', 'eth0']);
    attacker.run(['ip', 'address', 'add', '10.99.0.77/24', 'dev', 'eth0']);
    await watch(trap, ['*']);
    assert.equal(connectFrom(attacker, host.ipv4, 23, '10.99.0.77'), 'open');
  }),
);

e2e('with loopback watched they are seen, from everywhere, but for the services there', () =>
  withTrap(async ({ trap, host, net }) => {
    await watch(trap, ['*'], true);
    const file = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));
    await trap.arm('tcp', 1, 1023);
    const running = startIn(net, host, [process.execPath, file, 'tcp', '127.0.0.1', '79']);
    await running.waitFor('open');
    connectFrom(host, '127.0.0.1', 79);
    await running.waitFor('took');
    for (const [i, target] of ['127.0.0.1', '::1', host.ipv4, host.ipv6].entries()) {
      assert.equal(connectFrom(host, target, 20 + i), 'open', target);
      await trap.sees(`${target} ${target} tcp ${20 + i}`);
    }
    assert.equal(trap.seen.length, 4);
  }),
);

e2e('loopback that is named is watched, and connections between own addresses are not', () =>
  withTrap(async ({ trap, host }) => {
    await watch(trap, ['lo']);
    await trap.arm('tcp', 23);
    assert.equal(connectFrom(host, '127.0.0.1', 23), 'open');
    assert.equal(connectFrom(host, '::1', 23), 'open');
    assert.equal(connectFrom(host, host.ipv4, 23), refused);
  }),
);

e2e('over addresses of the link too', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 23);
    const local =
      /inet6 (fe80::[0-9a-f:]+)/.exec(host.run(['ip', '-6', 'address', 'show', 'dev', 'eth0']))?.[1] ?? '';
    // It is tentative for a second or two.
    await until(
      () => !/tentative/.test(host.run(['ip', '-6', 'address']) + attacker.run(['ip', '-6', 'address'])),
      'the addresses',
    );
    await watch(trap, ['*']);
    assert.equal(connectFrom(attacker, `${local}%eth0`, 23), 'open');
    await until(() => trap.seen.some(line => line.includes(` ${local} tcp 23`)), 'what was seen');
    assert.equal(connectFrom(host, `${local}%eth0`, 23), refused);
  }),
);
