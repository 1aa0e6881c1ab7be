import assert from 'node:assert/strict';
import type { Server } from './server.ts';

const folder = '/var/lib/prometheus/node-exporter';
const sent = '/run/mails/sent';
const ownLog = '/var/log/portjail/portsentry.log';

/** A mail server's is another user by its set-ID bit: this one looks whether it could be, and writes where it may not. */
const sendmail = `#!/bin/sh\n{ echo "$@"; id -Gn; grep NoNewPrivs /proc/self/status; touch ${ownLog} 2>&1; cat; } >${sent}\n`;

/** What both services do when their timers have them, with a sentry, jails and a ban that was. */
export function timersWork(server: Server): void {
  server.sh(`mkdir -p ${folder} && chown nobody ${folder} && systemctl start portjail-metrics`);
  const metrics = server.sh(`cat ${folder}/portjail.prom`);
  for (const row of [
    /^portjail_up 1$/m,
    /^portjail_log_readable\{log="sentry"\} 1$/m,
    /^portjail_log_readable\{log="fail2ban"\} 1$/m,
    /^portjail_jail_up\{jail="portsentry"\} 1$/m,
    /^portjail_bans_total\{jail="portsentry"\} [1-9]/m,
  ])
    assert.match(metrics, row);

  server.write('/usr/sbin/sendmail', sendmail);
  server.sh(`chmod 755 /usr/sbin/sendmail; install -d -o portjail ${sent.replace('/sent', '')}`);
  const mail = (): string => server.sh(`systemctl start portjail-report && cat ${sent} && rm ${sent}`);
  const first = mail();
  assert.match(
    first,
    /^-i -- root\nportjail adm\nNoNewPrivs:\t0\ntouch: .*: Read-only file system\nTo: root\nSubject: portjail on /,
  );
  assert.match(first, /^Subject: .*: [1-9]\d* scans?, [1-9]\d* bans?$/m);
  server.write('/etc/default/portjail-report', 'MAILTO=admin@example.org\nSINCE=2d\n');
  assert.match(mail(), /^-i -- admin@example\.org\n/);
  // Files of nobody are looked for later.
  server.sh('rm -r /run/mails /usr/sbin/sendmail');
}

/** Switches both on. */
export function timersAreOn(server: Server): void {
  server.sh('systemctl enable --now -q portjail-metrics.timer portjail-report.timer');
  assert.match(server.sh('systemctl list-timers'), /portjail-report\.timer/);
}
