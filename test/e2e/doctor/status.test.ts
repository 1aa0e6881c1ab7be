import assert from 'node:assert/strict';
import { cli } from '../../support/built.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, install, startServer, touch } from '../jails/jails.ts';

const status = (host: PrivateHost, options = '') => host.sh(`${program} status --defaults ${options}`);
const file = '/run/portjail/status.json';
const exists = (host: PrivateHost): boolean => host.sh(`test -e ${file}`).code === 0;

e2e('status: what bans, what does not, and the fix', async t => {
  const host = await freshHost();

  await t.test('without anything it says that no sentry runs and that no jail is there', () => {
    const { code, out } = status(host);
    assert.equal(code, 1, out);
    assert.match(out, /^problem: no sentry runs.*systemctl start portjail/m);
    assert.match(out, /^jails +none is installed/m);
    assert.doesNotMatch(out, /Fail2ban does not run/);
  });

  const { code: installed, err } = install(host, '--mend --no-ban');
  assert.equal(installed, 0, err);
  await startServer(host);
  const sentry = host.start(process.execPath, [cli, 'run', '--defaults', '--user', 'nobody']);

  await t.test('with sentry and jails at work all is well, also after root was given up', async () => {
    assert.ok(await soon(() => exists(host)));
    assert.ok(await soon(() => status(host).code === 0), status(host).out);
    assert.match(host.sh(`stat -c '%a %U' ${file}`).out, /^640 nobody$/m);
    assert.match(host.sh('stat -c "%a %U" /run/portjail').out, /^755 nobody$/m);
    const { out } = status(host);
    assert.match(out, new RegExp(`^sentry +portjail .*process ${sentry.pid}, `, 'm'));
    assert.match(out, /^jails +portsentry has banned 0 since it started, 0 now$/m);
    assert.match(out, /^ +portsentry-unverified is off$/m);
    assert.match(out, new RegExp(`own +.*${address.host}`));
  });

  await t.test("to look leaves no word in Fail2ban's own log", () => {
    const before = fail2banLog(host);
    assert.match(before, /Jail 'portsentry' started/);
    status(host);
    host.sh(`${program} doctor --defaults --no-ban`);
    assert.equal(fail2banLog(host), before);
  });

  await t.test('a scan shows as an alert, and its source as banned', async () => {
    touch(host, address.host, 23);
    assert.ok(await soon(() => inSet(host, address.peer)));
    process.kill(sentry.pid ?? 0, 'SIGUSR1');
    assert.ok(await soon(() => status(host).out.includes('= 1 scan')));
    assert.ok(await soon(() => status(host).code === 0), status(host).out);
    const { out } = status(host);
    assert.match(out, new RegExp(`portsentry has banned 1 since it started, 1 now: ${address.peer}$`, 'm'));
    assert.match(
      out,
      new RegExp(
        `^alerts +\\d+ \\w+ ago +${address.peer} +23/tcp.* connect +handshake +1 hit on 1 port$`,
        'm',
      ),
    );
    const shape = JSON.parse(status(host, '--json').out);
    assert.deepEqual(shape.jails[0].banned, [address.peer]);
    assert.equal(shape.counters.scan, 1);
    assert.equal(shape.alerts[0].source, address.peer);
    assert.deepEqual([shape.running, shape.fail2ban, shape.problems], [true, 'runs', []]);
  });

  await t.test('a jail that is switched on and does not run is a problem', async () => {
    assert.equal(host.sh('fail2ban-client stop portsentry').code, 0);
    const { code, out } = status(host);
    assert.equal(code, 1);
    assert.match(
      out,
      /^problem: the jail portsentry is switched on and Fail2ban does not run it: "fail2ban-client/m,
    );
    host.sh('fail2ban-client reload');
    assert.ok(await soon(() => status(host).code === 0), status(host).out);
  });

  await t.test('whoever is not root is told to be, and nothing is called down that may be up', () => {
    const { code, out } = host.sh(
      `setpriv --reuid=4711 --regid=4711 --clear-groups ${program} status --defaults`,
    );
    assert.equal(code, 1);
    assert.match(out, /cannot tell whether a sentry runs: .*ask as root/);
    assert.match(out, /socket is for root/);
    assert.doesNotMatch(out, /does not run/);
  });

  await t.test('it does not wait for a Fail2ban that is stuck, and says so', async () => {
    host.sh('kill -STOP $(cat /run/fail2ban/fail2ban.pid)');
    try {
      const { code, out } = status(host);
      assert.equal(code, 1);
      assert.match(out, /^problem: Fail2ban does not answer/m);
    } finally {
      host.sh('kill -CONT $(cat /run/fail2ban/fail2ban.pid)');
    }
    assert.ok(await soon(() => status(host).code === 0), status(host).out);
  });

  await t.test('with Fail2ban down the sentry still shows', () => {
    host.sh('fail2ban-client stop');
    const { code, out } = status(host);
    assert.equal(code, 1);
    assert.match(out, /^problem: Fail2ban does not run, so nobody is banned: "systemctl start fail2ban"/m);
    assert.match(out, /^ *jails +portsentry is on, and Fail2ban cannot be asked$/m);
    assert.match(out, new RegExp(`process ${sentry.pid}, `));
  });

  await t.test('with the sentry gone the alerts come from its log', async () => {
    process.kill(sentry.pid ?? 0, 'SIGTERM');
    assert.ok(await soon(() => !exists(host)));
    const { code, out } = status(host);
    assert.equal(code, 1);
    assert.match(out, /^problem: no sentry runs/m);
    assert.match(out, new RegExp(`^alerts .* ${address.peer} `, 'm'));
  });
});
