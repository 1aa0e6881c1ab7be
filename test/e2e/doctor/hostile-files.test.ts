import assert from 'node:assert/strict';
import { once } from 'node:events';
import { freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { install, snapshot } from '../jails/jails.ts';
import { doctor, log, names } from './doctor.ts';

const folder = '/run/portjail';
const file = `${folder}/status.json`;

/** What the user of the sentry does, who owns its folders. */
const asUser = (host: PrivateHost, script: string) =>
  host.sh(`setpriv --reuid nobody --clear-groups bash --norc -c '${script}'`);

const hostOfUser = async (): Promise<PrivateHost> => {
  const host = await freshHost();
  host.sh(`for each in ${folder} $(dirname ${log}); do mkdir -p $each; chown nobody $each; done`);
  return host;
};

/** What is wrong on a host with nothing but an empty log. */
const bare = 'jail-without-log jails-missing sentry-down server-down';

e2e('status and doctor: read nothing but a file that the sentry can have written', async t => {
  const host = await hostOfUser();
  asUser(host, `touch ${log}`);
  const status = (): string => host.sh(`${program} status --defaults`).out;

  for (const [what, plant] of [
    ['a link, which is not followed here', `ln -s /dev/zero ${file}`],
    ['a link, which is not followed here', `ln -s /etc/passwd ${file}`],
    ['a pipe (FIFO), and no file', `mkfifo ${file}`],
    ['a directory, and no file', `mkdir ${file}`],
  ] as const)
    await t.test(`${plant}: it is named`, () => {
      asUser(host, plant);
      const { findings } = names(host, `${bare} status-no-file`);
      assert.ok(findings.some(one => one.what === `${file} is ${what}`));
      assert.ok(status().includes(`cannot read ${file}: it is ${what}; remove it`), status());
      host.sh(`rm -r ${file}`);
    });

  await t.test(
    'a process of somebody else is no sentry, however true the rest, and nobody is told to signal it',
    () => {
      const victim = host.start('sleep', ['1000']);
      asUser(
        host,
        `start=$(cut -d" " -f22 /proc/${victim.pid}/stat)
       echo "{\\"version\\":\\"1\\",\\"pid\\":${victim.pid},\\"processStart\\":$start,\\"started\\":1,\\"time\\":8640000000000000}" > ${file}`,
      );
      const said = names(host, bare);
      assert.match(
        status(),
        new RegExp(`${file} names process ${victim.pid}, which is no sentry of the user`),
      );
      assert.doesNotMatch(said.whole + status(), /kill -/);
      host.sh(`rm ${file}`);
    },
  );

  await t.test('nor is a process that only holds the log', async () => {
    const holder = host.start('bash', ['--norc', '-c', `exec sleep 1000 >> ${log}`]);
    assert.ok(await soon(() => host.sh(`ls -l /proc/${holder.pid}/fd`).out.includes(log)));
    names(host, bare);
  });
});

e2e("doctor, status and monitor: follow no link in the log's folder, and wait at no pipe", async t => {
  for (const [what, plant, problem] of [
    ['a pipe (FIFO), and no file', `mkfifo ${log}`, `${log} is a pipe (FIFO), and no file: remove it`],
    ['a link, which is not followed here', `ln -s /dev/zero ${log}`, `the log ${log} is a link`],
  ] as const)
    await t.test(plant, async () => {
      const host = await hostOfUser();
      asUser(host, plant);
      const { findings } = doctor(host);
      const found = findings.find(({ name }) => name === 'log-no-file');
      assert.ok(
        found?.what.startsWith(
          `${log} is ${what}: the sentry does not write to it, and the doctor does not read it`,
        ),
        found?.what,
      );
      assert.ok(host.sh(`${program} status --defaults`).out.includes(`problem: ${problem}`));
      const child = host.start('bash', [
        '--norc',
        '-c',
        `exec ${program} monitor --defaults --since 1h 2> /run/said`,
      ]);
      const ended = once(child, 'exit');
      assert.ok(await soon(() => host.sh('cat /run/said').out.includes(`${log} is ${what}: remove it`)));
      child.kill('SIGINT');
      assert.deepEqual(await ended, [0, null]);
    });
});

e2e('install: minds nothing in /etc/fail2ban that Fail2ban does not mind', async t => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir /run/temporary; cd /etc/fail2ban
    mkfifo pipe filter.d/unused.conf; mknod device c 1 5; ln -s loop loop; ln -s .. filter.d/up
    ln -s /dev/null jail.d/off.conf; truncate -s 17M bans.db
    /usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/etc/fail2ban/socket")'`);
  const dryRun = () => host.sh(`TMPDIR=/run/temporary ${program} install --defaults --dry-run`);
  const left = (): string => host.sh('ls /run/temporary').out;

  await t.test('pipes, sockets, devices, loops and huge files', () => {
    const before = snapshot(host);
    const { code, out, err } = dryRun();
    assert.equal(code, 0, err);
    assert.match(out, /The pack works here; nothing was changed/);
    assert.deepEqual([left(), snapshot(host)], ['', before]);
  });

  await t.test('a pipe at which Fail2ban would wait is named', () => {
    host.sh('mkfifo /etc/fail2ban/jail.d/mine.conf');
    const { code, err } = dryRun();
    assert.equal(code, 1);
    assert.match(err, /\/etc\/fail2ban\/jail\.d\/mine\.conf is no file, .*: remove it$/m);
    assert.equal(left(), '');
    assert.equal(install(host, '--dry-run').code, 1);
    host.sh('rm /etc/fail2ban/jail.d/mine.conf');
  });

  await t.test(
    'what stands where its files go: links to nowhere are put back, anything else is left alone',
    () => {
      const [filter, jails] = ['/etc/fail2ban/filter.d/portjail.conf', '/etc/fail2ban/jail.d/portjail.conf'];
      host.sh(`ln -s /nowhere ${filter}; ln -s portjail.conf ${jails}`);
      const before = snapshot(host);
      const { code, err } = install(host, '--no-reload');
      assert.equal(code, 0, err);
      assert.match(err, new RegExp(`${filter} was a link to /nowhere, .* uninstall makes the link again`));
      assert.equal(host.sh(`test -L ${filter} -o -L ${jails}`).code, 1);
      assert.equal(install(host, '--no-reload --log /var/log/portjail/other.log').code, 0, 'and once more');
      assert.equal(host.sh(`${program} uninstall --no-reload`).code, 0);
      host.sh('rm -r /var/log/portjail');
      assert.equal(snapshot(host), before);
      host.sh(`rm ${filter} ${jails}; ln -s /etc/passwd ${filter}; mkdir ${jails}`);
      const odd = snapshot(host);
      assert.match(
        install(host).err,
        /portjail\.conf is a link to \/etc\/passwd, which is not portjail's: move it/,
      );
      host.sh(`rm ${filter}`);
      assert.match(install(host).err, /portjail\.conf is a directory: move it away/);
      host.sh(`ln -s /etc/passwd ${filter}`);
      assert.equal(snapshot(host), odd);
    },
  );
});
