import assert from 'node:assert/strict';
import { e2e } from '../../e2e/hosts/require.ts';
import { debian13, thisMachine } from '../roots.ts';
import { type Cut, cutShort } from '../setup/cut.ts';
import {
  bareHost,
  isBanned,
  scannerIsBanned,
  setup,
  setupWorks,
  standAsBefore,
  stands,
} from '../setup/works.ts';
import { onBooted } from '../stage.ts';

const cuts: readonly Cut[] = [
  { when: 'before', signal: 'KILL', command: 'systemctl enable --now fail2ban' },
  { when: 'after', signal: 'INT', command: 'systemctl enable --now fail2ban' },
  { when: 'before', signal: 'INT', command: 'fail2ban-client reload' },
  { when: 'after', signal: 'KILL', command: 'fail2ban-client reload' },
  { when: 'before', signal: 'KILL', command: 'systemctl enable --now portjail' },
  { when: 'after', signal: 'KILL', command: 'systemctl enable --now portjail' },
];

e2e(
  'setup that is cut short anywhere is undone by uninstall',
  () =>
    onBooted(thisMachine.path, async stage => {
      bareHost(stage);
      const before = stands(stage);
      for (const cut of cuts) {
        const where = JSON.stringify(cut);
        const said = cutShort(stage, cut);
        assert.match(
          said,
          cut.signal === 'KILL' ? /exit 137\n$/ : /goes on from there.*\nexit 130\n$/,
          where + said,
        );
        assert.notDeepEqual(stands(stage), before, where);
        stage.host.run(['portjail', 'uninstall']);
        standAsBefore(stage, before, where);
      }
    }),
  thisMachine.lacking,
);

e2e(
  'setup goes on from where another one was cut short, again and again',
  () =>
    onBooted(thisMachine.path, async stage => {
      bareHost(stage);
      const before = stands(stage);
      for (const cut of cuts.filter(({ when }) => when === 'before')) cutShort(stage, cut);
      assert.match(setup(stage), /\nin force: bans: .*\nexit 0\n$/);
      await scannerIsBanned(stage);
      stage.host.run(['portjail', 'uninstall']);
      standAsBefore(stage, before);
    }),
  thisMachine.lacking,
);

e2e(
  'setup --log-only has the sentry run and nobody banned, also where it banned before',
  () =>
    onBooted(thisMachine.path, async stage => {
      const { host } = stage;
      bareHost(stage);
      const before = stands(stage);
      const logsOnly = /\nin force: logs only: .*\nexit 0\n$/;
      assert.match(setup(stage, '--yes --log-only'), logsOnly);
      assert.doesNotMatch(host.run(['systemctl', 'is-active', 'fail2ban'], 'any'), /^active/);
      await stage.touchedUntil('ipv4', 'scan');
      assert.match(setup(stage), /\nin force: bans: .*\nexit 0\n$/);
      await scannerIsBanned(stage);
      assert.match(setup(stage, '--yes --log-only'), logsOnly);
      assert.equal(isBanned(stage), false);
      host.run(['portjail', 'uninstall']);
      standAsBefore(stage, before);
    }),
  thisMachine.lacking,
);

e2e(
  'setup leaves a Fail2ban running that others use by now, and its sentry is back after a reboot',
  () =>
    onBooted(thisMachine.path, async stage => {
      const { host } = stage;
      bareHost(stage);
      setup(stage);
      await host.reboot();
      await stage.listens();
      await scannerIsBanned(stage);
      host.write(
        '/etc/fail2ban/jail.d/mine.local',
        '[mine]\nenabled = true\nfilter = sshd\nlogpath = /var/log/dpkg.log\n',
      );
      host.sh('touch /var/log/dpkg.log /var/log/auth.log; fail2ban-client reload');
      assert.match(
        host.run(['portjail', 'uninstall']),
        /fail2ban\.service stays as it is: others use it by now \(.*mine/,
      );
      assert.equal(host.run(['systemctl', 'is-active', 'fail2ban']).trim(), 'active');
    }),
  thisMachine.lacking,
);

e2e(
  'setup refuses a config that the service does not read, and a sentry that somebody started by hand',
  () =>
    onBooted(thisMachine.path, async stage => {
      const { host } = stage;
      bareHost(stage);
      const before = stands(stage);
      host.write('/root/mine.json', '{}');
      assert.match(
        setup(stage, '--yes -c /root/mine.json'),
        /-c names \/root\/mine\.json, and portjail\.service reads .*\nexit 2\n$/,
      );
      const sentry = host.start(['portjail', 'run']);
      await sentry.waitFor('portjail is now active and listening.');
      assert.match(setup(stage), /a sentry runs here that no unit has started, process \d+: .*\nexit 1\n$/);
      standAsBefore(stage, before);
      await sentry.stop();
    }),
  thisMachine.lacking,
);

e2e(
  'Debian 13: setup, from its own Fail2ban, which is down, to a ban, twice, and back',
  () => onBooted(debian13.path, stage => setupWorks(stage, /^Fail2ban +1\.1\.0, Fail2ban does not run/m)),
  debian13.lacking,
);
