import assert from 'node:assert/strict';
import { once } from 'node:events';
import { processStart } from '../../../src/sys/process/processes.ts';
import { program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { startServer, status } from '../jails/jails.ts';
import { healthyHost, log, names, startSentry, stopServer } from './doctor.ts';

/** Each fault is planted for real, named, and taken back; in the end nothing is left to complain about. */
e2e('doctor: names what is wrong with the host, the sentry and its log', async t => {
  const { host, sentry } = await healthyHost('{"udp": {"mode": "off"}}');
  const stop = (): boolean => process.kill(sentry.pid ?? 0, 'SIGSTOP');
  const go = (): boolean => process.kill(sentry.pid ?? 0, 'SIGCONT');

  await t.test('a log that all may write, copytruncate, a status that is old, a line from tomorrow', () => {
    // It would write its status anew before a busy machine has read this one.
    stop();
    host.sh(`chmod 0646 ${log}; mkdir -p /run/portjail
      printf '/var/log/portjail/*.log {\\n  copytruncate\\n}\\n' > /etc/logrotate.d/mine
      echo '{"pid": ${sentry.pid}, "processStart": ${processStart(sentry.pid ?? 0)}, "time": 1000}' > /run/portjail/status.json
      echo "$(date -u -d tomorrow +%FT%T.000Z) 1.000 portsentry[1]: held" >> ${log}`);
    names(host, 'clock-wrong copytruncate? log-open-to-others sentry-silent');
    host.sh(`chmod 0640 ${log}; : > ${log}; rm /etc/logrotate.d/mine /run/portjail/status.json`);
  });

  await t.test('a sentry that still writes the file that was rotated away', () => {
    host.sh(`mv ${log} ${log}.1; install -m 0640 /dev/null ${log}`);
    names(host, 'writer-on-old-file');
  });

  await t.test('a log that is gone, one that is no file', async () => {
    host.sh(`rm ${log} ${log}.1`);
    names(host, 'log-missing');
    host.sh(`mknod ${log} c 1 3`);
    names(host, 'log-no-file writer-on-old-file');
    host.sh(`rm ${log}; install -m 0640 /dev/null ${log}`);
    go();
    const inode = host.sh(`stat -c %i ${log}`).out.trim();
    assert.ok(
      await soon(() => host.sh(`stat -Lc %i /proc/${sentry.pid}/fd/*`).out.split('\n').includes(inode)),
    );
  });

  await t.test('nothing, where the folder of the log is a link', () => {
    host.sh('mv /var/log/portjail /var/log/moved; ln -s moved /var/log/portjail');
    names(host, '');
    assert.doesNotMatch(host.sh(`${program} status`).out, /another log/);
    host.sh('rm /var/log/portjail; mv /var/log/moved /var/log/portjail');
  });

  await t.test('sentry and jails on different logs', () => {
    host.sh('install -m 0640 /dev/null /var/log/portjail/other.log');
    names(host, 'jail-on-other-log sentry-on-other-log', '--no-ban --log /var/log/portjail/other.log');
  });

  await t.test('a full disk, a firewall that drops the watched ports, a watched port of a service', () => {
    host.start(process.execPath, ['-e', "require('net').createServer().listen(8080)"]);
    host.sh(`mount -t tmpfs -o size=64k tmpfs /var/lib/fail2ban; dd if=/dev/zero of=/var/lib/fail2ban/x 2>/dev/null
      echo '{"tcp": {"ports": "23,8080"}, "udp": {"mode": "off"}}' > /run/other.json
      nft 'add table inet wall; add chain inet wall in { type filter hook input priority 0; policy drop; }
        add rule inet wall in iifname lo accept; add rule inet wall in ct state established,related accept
        add rule inet wall in tcp dport 22 accept'`);
    names(
      host,
      'disk-full port-of-service? ports-closed',
      '--no-ban -c /run/other.json',
      'env TMPDIR=/var/lib/fail2ban',
    );
    host.sh('nft add rule inet wall in tcp dport 23 accept; umount /var/lib/fail2ban');
    names(host, 'port-of-service? ports-closed?', '--no-ban -c /run/other.json');
    host.sh('nft delete table inet wall');
  });

  await t.test('no right to read packets', () => {
    host.sh('echo \'{"tcp": {"mode": "stealth"}, "udp": {"mode": "off"}}\' > /run/stealth.json');
    names(host, 'jail-disabled no-capture-right served-first?', '--no-ban -c /run/stealth.json');
  });

  await t.test('no sentry, and none that could read packets if it ran', async () => {
    // Stopped, as a failed test before may leave it, it would not end.
    go();
    sentry.kill();
    await once(sentry, 'exit');
    names(host, 'sentry-down');
    const confined = 'setpriv --bounding-set -net_raw';
    assert.notEqual(host.sh(`${confined} ${program} run -c /run/stealth.json`).code, 124);
    names(
      host,
      'jail-disabled no-capture-right sentry-down served-first?',
      '--no-ban -c /run/stealth.json',
      confined,
    );
  });

  await t.test('a server in another zone, that may not read the log', async () => {
    await startSentry(host);
    await stopServer(host);
    host.start('setpriv', [
      '--bounding-set',
      '-dac_override,-dac_read_search',
      'env',
      'TZ=Asia/Tokyo',
      'fail2ban-server',
      '-xf',
      'start',
    ]);
    assert.ok(await soon(() => status(host).code === 0));
    // Only now: it ends when it may not read a log at its start.
    host.sh(`chown nobody ${log}; chmod 0600 ${log}`);
    names(host, 'log-unreadable zone-wrong');
    host.sh(`chmod 0640 ${log}; chown root:adm ${log}`);
    await stopServer(host);
    await startServer(host);
    assert.ok(await soon(() => status(host).code === 0));
    names(host, '', '');
  });
});
