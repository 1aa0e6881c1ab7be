import assert from 'node:assert/strict';
import { cli } from '../../support/built.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, scan, startServer } from './jails.ts';

const configFile = '/run/portjail.json';
const { peer, peer6 } = address;
const network = '2001:db8:77::/64';
const config = {
  udp: { mode: 'off' },
  tcp: { ports: '2323' },
  ignore: { files: ['/etc/portjail/ignore'], protect: [] },
  trigger: { ipv6Prefix: 64 },
  jails: { portsentry: { bantime: '1h' } },
};
/** Bans by hand alone. */
const otherJail =
  '[other]\\nenabled = true\\nfilter = sshd\\nbackend = auto\\nlogpath = /run/other.log\\naction =\\n';

const banned = (host: PrivateHost, jail: string): string[] =>
  host
    .sh(`fail2ban-client get ${jail} banip`)
    .out.split(/\s+/)
    .filter(text => text !== '');
const isBanned = (host: PrivateHost, jail: string, text: string): Promise<boolean> =>
  soon(() => banned(host, jail).includes(text));
const call = (host: PrivateHost, words: string) => host.sh(`${program} ${words}`);
const ignore = (host: PrivateHost, words: string) => call(host, `ignore ${words} -c ${configFile}`);
/** One that is banned already would wait for minutes. */
const touch = (host: PrivateHost): void =>
  void host.sh(`timeout 5 bash --norc -c 'exec 3<>/dev/tcp/${address.host}/2323'`, 'peer');

/** A Fail2ban with our jails and one of the admin's, and the sentry. */
async function stage(): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; : > /run/other.log; echo '${JSON.stringify(config)}' > ${configFile}
    printf '${otherJail}' > /etc/fail2ban/jail.d/other.conf`);
  await startServer(host);
  const { code, err } = host.sh(`${program} install --no-ban -c ${configFile}`);
  assert.equal(code, 0, err);
  host.start(process.execPath, [cli, 'run', '-c', configFile]);
  assert.ok(await soon(() => host.sh('test -e /run/portjail/status.json').code === 0));
  return host;
}

e2e('ways out: ignore and unban on a host that bans', async t => {
  const host = await stage();

  await t.test('ignore lets a scanner in and spares it, and its time is over by itself', async () => {
    const isBannedForIt = (): boolean => {
      touch(host);
      return inSet(host, peer);
    };
    assert.ok(await soon(isBannedForIt), fail2banLog(host));
    const admitted = ignore(host, `${peer} --for 1h --note 'the office'`);
    assert.equal(admitted.code, 0, admitted.err);
    const [first = '', second = '', third = ''] = admitted.out.split('\n');
    assert.match(first, new RegExp(`^/etc/portjail/ignore: ${peer} is ignored until .*, "the office"$`));
    assert.match(second, new RegExp(`^the sentry .* has read .*: ${peer} is spared from now on$`));
    assert.equal(third, `portsentry: lifted the ban of ${peer}`);
    assert.ok(!inSet(host, peer));
    const isSpared = (): boolean => {
      touch(host);
      return host.sh(`grep 'src=${peer} .*why=ignored' /var/log/portjail/portsentry.log`).code === 0;
    };
    assert.ok(await soon(isSpared));
    assert.deepEqual(banned(host, 'portsentry'), []);

    // Nobody tells the sentry when the time is over.
    assert.equal(ignore(host, `${peer} --for 1s`).code, 0);
    assert.ok(await soon(isBannedForIt), fail2banLog(host));
  });

  await t.test(
    'unban lifts it in every jail of ours, names the others, and lifts theirs when told to',
    async () => {
      for (const jail of ['portsentry-recidive', 'other']) {
        host.sh(`fail2ban-client set ${jail} banip ${peer}`);
        assert.ok(await isBanned(host, jail, peer), jail);
      }
      const { code, out } = call(host, `unban ${peer}`);
      assert.equal(code, 0);
      for (const jail of ['portsentry', 'portsentry-recidive'])
        assert.ok(out.includes(`${jail}: lifted the ban of ${peer}\n`), out);
      assert.ok(out.includes(`still banned by other: "portjail unban ${peer} --all-jails" lifts`), out);
      assert.ok(!inSet(host, peer));
      const again = call(host, `unban ${peer}`);
      assert.equal(again.code, 1);
      assert.ok(again.out.includes(`${peer} is not banned by portjail's jails\n`), again.out);
      assert.deepEqual(banned(host, 'other'), [peer]);
      const all = call(host, `unban ${peer} --all-jails`);
      assert.equal(all.code, 0);
      assert.deepEqual(banned(host, 'other'), []);
    },
  );

  await t.test(
    'unban lifts the ban of the network that holds it, and those of all in a network',
    async () => {
      host.sh(`fail2ban-client set portsentry-prefix banip ${network}
      fail2ban-client set portsentry banip 198.51.100.7 198.51.100.9`);
      assert.ok(await isBanned(host, 'portsentry-prefix', network));
      assert.ok(await isBanned(host, 'portsentry', '198.51.100.9'));
      assert.ok(await soon(() => inSet(host, '2001:db8:77:')));
      const held = call(host, 'unban 2001:db8:77::abcd');
      assert.equal(held.code, 0, held.err);
      const words = `portsentry-prefix: lifted the ban of ${network}, which holds 2001:db8:77::abcd\n`;
      assert.ok(held.out.includes(words), held.out);
      assert.ok(!inSet(host, '2001:db8:77:'));
      const many = call(host, 'unban 198.51.100.0/24');
      for (const one of ['198.51.100.7', '198.51.100.9'])
        assert.ok(many.out.includes(`portsentry: lifted the ban of ${one}\n`), many.out);
      assert.deepEqual(banned(host, 'portsentry'), []);
    },
  );

  await t.test('unban has the next ban be a first one again', async () => {
    const times = (): string => host.sh('fail2ban-client get portsentry banip --with-time').out;
    for (const nth of [1, 2]) {
      scan(host, peer6);
      const said = `[portsentry] Ban ${peer6}\n`;
      assert.ok(await soon(() => fail2banLog(host).split(said).length === nth + 1), `ban ${nth}`);
      assert.ok(await soon(() => times().includes(peer6)));
      assert.equal(call(host, `unban ${peer6}`).code, 0);
    }
  });

  await t.test('without Fail2ban unban says so, and ignore does what is left to do', async () => {
    host.sh('fail2ban-client stop');
    assert.ok(await soon(() => host.sh('fail2ban-client ping').code !== 0));
    // By now the server has said all.
    assert.doesNotMatch(fail2banLog(host), new RegExp(`Increase Ban ${peer6}`));
    const { code, err } = call(host, `unban ${peer}`);
    assert.equal(code, 1);
    assert.match(err, /Fail2ban does not run, so nobody is banned/);
    const kept = ignore(host, peer);
    assert.equal(kept.code, 0, kept.err);
  });
});
