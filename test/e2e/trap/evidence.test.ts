import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { connectFrom, runIn, sendTo, withTrap } from './stage/trap-stage.ts';

e2e('one socket of each family sees a handshake with every port there is, and which it was', () =>
  withTrap(async ({ trap, host, attacker }) => {
    assert.equal(await trap.arm('tcp', 1, 65_535), 65_535);
    for (const [source, target, last] of [
      [attacker.ipv4, host.ipv4, 65_535],
      [attacker.ipv6, host.ipv6, 4_000],
    ] as const) {
      const family = target.includes(':') ? '-6' : '-4';
      // It complains of each connection that is reset: those beyond a hundred a second. What a busy machine drops it tries again.
      const scan = `nmap ${family} -sT -Pn -n -T5 -p 1-${last} ${target} >/dev/null 2>&1`;
      runIn(attacker, ['sh', '-c', scan]);
      const ports = (): number =>
        new Set(trap.seen.filter(line => line.startsWith(`${source} ${target} tcp `))).size;
      await until(() => ports() === last, `all ports of ${target}`);
    }
  }),
);

e2e('a datagram is reported with the address and port that it was sent to, whatever is in it', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('udp', 1, 1023);
    for (const [source, target] of [
      [attacker.ipv4, host.ipv4],
      [attacker.ipv6, host.ipv6],
    ] as const)
      for (const [port, text] of [
        [1, ''],
        [161, 'x'],
        [1023, 'x'.repeat(9000)],
      ] as const) {
        sendTo(attacker, target, port, text);
        await trap.sees(`${source} ${target} udp ${port}`);
      }
    sendTo(attacker, host.ipv4, 1024);
    sendTo(attacker, host.ipv4, 69);
    await trap.sees(`${attacker.ipv4} ${host.ipv4} udp 69`);
    assert.equal(trap.seen.length, 7);
  }),
);

e2e('what is not armed is refused, and reported to nobody', () =>
  withTrap(async ({ trap, host, attacker }) => {
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
    await trap.arm('tcp', 23);
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
    assert.equal(connectFrom(attacker, host.ipv4, 24), 'ECONNREFUSED');
    await trap.ask({ what: 'disarm', protocol: 'tcp', port: 23 });
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
    await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp 23`);
    assert.equal(trap.seen.length, 1);
  }),
);
