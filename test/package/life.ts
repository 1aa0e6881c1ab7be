import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { until } from '../support/until.ts';
import { fail2banRuns, installJails, newer, older, remains, type Server } from './server.ts';
import { timersAreOn, timersWork } from './timers.ts';

const log = '/var/log/portjail/portsentry.log';
const config = '/etc/portjail/portjail.json';
const edited = '{ "tcp": { "ports": "23" }, "udp": { "mode": "off" } }\n';

/** From the first installation to the purge, on a server that has never seen portjail. */
export async function packageLives(t: TestContext, server: Server): Promise<void> {
  const act = (name: string, play: (server: Server) => unknown) =>
    t.test(name, async () => void (await play(server)));
  await act('apt install brings all it needs, and starts nothing', isInstalled);
  await act('the sentry starts when it is asked to, and the jails are installed', isStarted);
  await act(
    'an upgrade keeps what was edited and the jails, and starts the running sentry again',
    isUpgraded,
  );
  await act('who is in adm reads the log, before a rotation and after', admReads);
  await act('the services of both timers do their work with the rights that they have', timersWork);
  await act('apt remove leaves all in force where the jails cannot be taken out, and says why', isHeld);
  await act('apt remove takes the jails out and says so; log and config stay', isRemoved);
  await act('apt purge leaves nothing, and Fail2ban runs', isPurged);
}

function isInstalled(server: Server): void {
  runByRoot(server);
  server.apt(`install ${older}`);
  assert.equal(server.unit('is-active'), 'inactive');
  assert.equal(server.unit('is-enabled'), 'disabled');
  assert.equal(server.sh('ls -d /etc/fail2ban/*/portjail* 2>/dev/null', 'any'), '');
  assert.equal(server.sh('stat -c "%U:%G %a" /var/log/portjail'), 'portjail:adm 2750\n');
  for (const user of ['portjail', 'portjail-names', 'portjail-fleet'])
    assert.match(server.sh(`getent passwd ${user}`), /:\/nonexistent:.*nologin$/m);
  assert.equal(server.sh('systemctl is-enabled portjail-names', 'any'), 'disabled\n');
  assert.match(server.sh('portjail check'), /\/var\/log\/portjail\/portsentry\.log/);
  assert.match(server.sh(`cat /etc/portjail/portjail.schema.json`), /"\$schema"/);
}

/** What `make run` leaves of a sentry that root has tried. */
const runByRoot = (server: Server): string =>
  server.sh(`umask 077; mkdir /var/log/portjail /var/lib/portjail
    touch ${log}.lock; umask 027; touch ${log} /var/lib/portjail/state`);

/** Root tries the program first, and then starts the unit, whose sentry must have what the first one has made. */
async function isStarted(server: Server): Promise<void> {
  await fail2banRuns(server);
  server.sh(`rm ${log}; portjail run & until [ -e ${log} ]; do sleep 0.1; done; kill $!; wait $!`);
  server.sh('systemctl start portjail 2>&1 || { journalctl -u portjail -o cat; exit 1; }');
  installJails(server);
}

async function isUpgraded(server: Server): Promise<void> {
  const pid = (): string => server.sh('systemctl show --value -p MainPID portjail');
  server.write(config, edited);
  const [before, started] = [server.sh('cat /etc/fail2ban/jail.d/portjail.conf'), pid()];
  server.apt(`install ${newer}`);
  assert.equal(server.sh(`cat ${config}`), edited);
  assert.equal(server.sh('cat /etc/fail2ban/jail.d/portjail.conf'), before);
  assert.match(server.jails(), /portsentry,/);
  assert.notEqual(pid(), started);
  assert.equal(server.unit('is-active'), 'active');
  assert.equal(server.unit('is-enabled'), 'disabled');
  const { attacker, address } = server;
  const banned = (): boolean => {
    attacker.run(['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', address]);
    return server.sh('fail2ban-client status portsentry').includes(attacker.ipv4);
  };
  await until(banned, () =>
    server.sh(`cat ${log}; systemctl status portjail; fail2ban-client status portsentry`, 'any'),
  );
  server.run(['fail2ban-client', 'unban', '--all']);
}

function admReads(server: Server): void {
  const read = (): string => server.sh(`setpriv --reuid nobody --regid adm --clear-groups cat ${log}`);
  assert.match(read(), /: scan /);
  server.run(['logrotate', '--force', '/etc/logrotate.d/portjail']);
  read();
  assert.equal(server.sh(`stat -c "%U:%G %a" ${log} ${log}.1`), 'portjail:adm 640\n'.repeat(2));
}

function isHeld(server: Server): void {
  const filter = '/etc/fail2ban/filter.d/portjail.conf';
  server.sh(`echo '# mine' >>${filter}`);
  const said = server.apt('remove portjail', 'any');
  assert.match(said, /portjail\.conf was changed since portjail wrote it: move it away/);
  assert.match(said, /nothing is removed, and all is in force/);
  assert.match(server.jails(), /portsentry,/);
  assert.equal(server.unit('is-active'), 'active');
  server.sh(`sed -i '$d' ${filter}`);
}

async function isRemoved(server: Server): Promise<void> {
  timersAreOn(server);
  const said = server.apt('remove portjail');
  assert.match(said, /taking the Fail2ban jails out[\s\S]*Removed:\n {2}\/etc\/fail2ban\//);
  assert.doesNotMatch(server.jails(), /portsentry/);
  assert.doesNotMatch(server.sh('systemctl list-timers'), /portjail/);
  assert.equal(
    server.sh('grep -slx portjail /proc/[0-9]*/comm; find /etc/logrotate.d -name "*portjail*"', 'any'),
    '',
  );
  assert.equal(server.sh(`cat ${config}`), edited);
  assert.match(server.sh(`cat ${log}.1`), /: scan /);
  await fail2banRuns(server);
}

async function isPurged(server: Server): Promise<void> {
  server.apt('purge portjail');
  assert.deepEqual(remains(server), []);
  await fail2banRuns(server);
}
