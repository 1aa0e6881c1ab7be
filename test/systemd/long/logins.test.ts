import assert from 'node:assert/strict';
import { e2e } from '../../e2e/hosts/require.ts';
import { until } from '../../support/until.ts';
import { follower, followerRights, loginsAreProtected } from '../logins.ts';
import { debian13 } from '../roots.ts';
import { lackOfSsh, startSsh } from '../ssh.ts';
import { type BootedStage, onBooted } from '../stage.ts';

const lacking = debian13.lacking ?? lackOfSsh();
const withoutLogind = ({ host }: BootedStage): unknown => host.run(['dpkg', '--purge', 'libpam-systemd']);

e2e(
  'Debian 13: logind tells who has logged in over SSH, and no child is needed',
  () =>
    onBooted(debian13.path, async stage => {
      await loginsAreProtected(stage);
      assert.equal(follower(stage), '');
    }),
  lacking,
);

e2e(
  'Debian 13 without libpam-systemd: sshd itself tells, by the journal, to a child without rights',
  () =>
    onBooted(debian13.path, async stage => {
      withoutLogind(stage);
      await loginsAreProtected(stage);
      assert.match(
        followerRights(stage),
        /^portjail +systemd-journal +-\s+CapPrm:\s+0+\nCapEff:\s+0+\nNoNewPrivs:\s+1\n$/,
      );
    }),
  lacking,
);

const sentence = /logs in over SSH is not protected/g;
const times = (text: string): number => text.match(sentence)?.length ?? 0;

e2e(
  'Debian 13: that nobody tells who has logged in is said once by run, check, doctor and status',
  () =>
    onBooted(debian13.path, async stage => {
      const { host } = stage;
      const all = (): number[] => [
        times(stage.said()),
        ...['check', 'doctor --no-ban', 'status'].map(command =>
          times(host.sh(`portjail ${command}`, 'any')),
        ),
      ];
      await stage.startSentry();
      assert.deepEqual(all(), [0, 0, 0, 0]);
      withoutLogind(stage);
      await until(() => times(stage.said()) === 1, 'the warning of a sentry that follows nothing');
      host.run(['systemctl', 'restart', 'portjail']);
      await stage.listens();
      assert.deepEqual(all(), [0, 0, 0, 0]);
      host.run(['pkill', '-x', 'journalctl']);
      await until(() => times(stage.said()) === 1, 'the warning that the child has ended');
      host.run(['mv', '/usr/bin/setpriv', '/root/']);
      host.run(['systemctl', 'restart', 'portjail']);
      await stage.listens();
      assert.deepEqual(all(), [1, 1, 1, 1]);
    }),
  lacking,
);

const config = {
  tcp: { ports: '2323' },
  udp: { mode: 'off' },
  log: { file: '/tmp/portjail/portsentry.log' },
};

/** Starts a sentry without systemd, as somebody; what it says until it listens, and its child. */
async function startedAs(
  stage: BootedStage,
  ...how: readonly string[]
): Promise<{ said: string; child: string }> {
  const command = ['portjail', 'run', '-c', '/etc/portjail/portjail.json'] as const;
  const sentry = stage.host.start(['setpriv', '--pdeathsig=TERM', ...how, ...command]);
  await sentry.waitFor('portjail is now active and listening.');
  const found = { said: sentry.output(), child: follower(stage) && followerRights(stage) };
  // Not by its own hand: the kernel ends the child.
  stage.host.run(['pkill', '-KILL', '-f', ' run -c /etc/portjail']);
  await until(() => follower(stage) === '', 'the end of the child with its sentry');
  stage.host.run(['rm', '-rf', '/tmp/portjail']);
  return found;
}

e2e(
  'Debian 13 without libpam-systemd: whoever starts the sentry, it follows the journal or says that it may not',
  () =>
    onBooted(debian13.path, async stage => {
      const { host, hosts } = stage;
      withoutLogind(stage);
      const ssh = startSsh(stage);
      host.write('/etc/portjail/portjail.json', JSON.stringify(config));
      await ssh.login(hosts.attacker, hosts.host.ipv4);
      const alice = ['--reuid=alice', '--regid=alice'];
      const stranger = await startedAs(stage, ...alice, '--clear-groups');
      assert.match(stranger.said, /not protected .* this user may not read the journal; start as root; or/);
      assert.equal(stranger.child, '');
      for (const [prefix, who] of [
        [[...alice, '--groups=systemd-journal'], 'alice'],
        [[], 'root'],
      ] as const) {
        const { said, child } = await startedAs(stage, ...prefix);
        assert.match(said, /protected: .*1 SSH session/);
        assert.doesNotMatch(said, sentence);
        assert.match(child, new RegExp(`^${who} .*\\sCapPrm:\\s+0+\\nCapEff:\\s+0+\\nNoNewPrivs:\\s+1\\n$`));
      }
    }),
  lacking,
);
