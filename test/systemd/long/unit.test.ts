import assert from 'node:assert/strict';
import { e2e } from '../../e2e/hosts/require.ts';
import { bootsBehind } from '../boot-order.ts';
import { reloadWorks } from '../reload.ts';
import { debian13 } from '../roots.ts';
import { onBooted } from '../stage.ts';
import { unitWorks } from '../unit.ts';

e2e(
  "Debian 13: the shipped unit works with the distribution's own Node.js",
  () =>
    onBooted(debian13.path, async stage => {
      await reloadWorks(stage);
      await unitWorks(stage);
    }),
  debian13.lacking,
);

e2e(
  'Debian 13: PostgreSQL, Redis, Samba and rpcbind all start at a boot with the sentry, and before it',
  () =>
    onBooted(debian13.path, stage =>
      bootsBehind(stage, [
        ...[
          'postgresql.service',
          'postgresql@17-main.service',
          'redis-server.service',
          'smbd.service',
          'rpcbind.service',
        ],
      ]),
    ),
  debian13.lacking,
);

e2e(
  'Debian 13: an enabled sentry is back after a reboot, and its log with it',
  () =>
    onBooted(debian13.path, async stage => {
      const { host } = stage;
      const bootId = (): string =>
        host.sh(
          'nsenter -m -t $(systemctl show --value -p MainPID portjail) cat /proc/sys/kernel/random/boot_id',
        );
      host.run(['systemctl', 'enable', '-q', 'portjail']);
      await stage.startSentry();
      await stage.touchedUntil('ipv4', 'scan');
      const [before, lines] = [bootId(), stage.lines()];
      await host.reboot();
      await stage.listens();
      assert.notEqual(bootId(), before, 'as the sentry sees it');
      const after = stage.lines();
      assert.deepEqual(after.slice(0, lines.length), lines);
      // Touched twice, it says at its end what it has held back.
      for (const line of after.slice(lines.length)) assert.match(line, /: held reason=repeat /);
      await stage.touchedUntil('ipv4', 'scan');
      await host.poweroff();
    }),
  debian13.lacking,
);
