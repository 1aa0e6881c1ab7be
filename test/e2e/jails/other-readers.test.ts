import assert from 'node:assert/strict';
import { parseLine } from '../../../src/log/line.ts';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, read, startSentry, startServer, status, touch } from './jails.ts';

const config = '/run/portjail.json';
const write = (host: PrivateHost, value: object): unknown =>
  host.sh(`cat > ${config} <<'E'\n${JSON.stringify(value)}\nE`);

/** When the last line of the log was written (milliseconds). */
const lastLine = (host: PrivateHost): number =>
  parseLine(host.sh('tail -n 1 /var/log/portjail/portsentry.log').out.trim())?.time ?? Number.NaN;

const stockJail = (host: PrivateHost): string => status(host, 'portsentry').out;
const bans = (host: PrivateHost, source: string): boolean =>
  new RegExp(`Banned IP list:.*\\b${source}(?:\\s|$)`).test(stockJail(host));

e2e(
  "log.history: Fail2ban's own portsentry jail bans, and again after an unban, with no file of ours",
  async () => {
    const host = await freshHost();
    const history = '/var/lib/portsentry/portsentry.history';
    write(host, { tcp: { ports: '23,2323' }, udp: { mode: 'off' }, log: { history } });
    host.sh(
      `printf '[DEFAULT]\\nbanaction = nftables\\n[sshd]\\nenabled = false\\n[portsentry]\\nenabled = true\\n' > /etc/fail2ban/jail.local`,
    );
    await startSentry(host, config);
    await startServer(host);
    assert.match(host.sh('fail2ban-client get portsentry logpath').out, /portsentry\.history/);
    for (const [to, from] of [
      [address.host, address.peer],
      [address.host6, address.peer6],
    ] as const)
      for (const time of ['first', 'again']) {
        touch(host, to, time === 'first' ? 23 : 2323);
        assert.ok(await soon(() => bans(host, from) && inSet(host, from)), `${time}: ${fail2banLog(host)}`);
        host.sh(`fail2ban-client set portsentry unbanip ${from}`);
        assert.ok(await soon(() => !inSet(host, from)));
        // A handshake is told again once its last line is more than three seconds old.
        await until(() => Date.now() - lastLine(host) > 3_000, 'the time for another line');
      }
    assert.equal(read(host, history).trim().split('\n').length, 4);
    assert.equal(host.sh('find /etc/fail2ban -name "*portjail*"').out, '');
  },
);

e2e(
  "log.format portsentry-2: a real scan bans by 2.x's line, and a line about an ignored host does not",
  async () => {
    const host = await freshHost();
    const udp = { mode: 'connect', ports: '69,161,162,1900' };
    const jails = { unverified: { enabled: true } };
    write(host, {
      tcp: { ports: '23,2323' },
      udp,
      jails,
      ignore: { addresses: [address.peer] },
      log: { format: 'portsentry-2' },
    });
    host.sh(': > /var/log/auth.log');
    await startServer(host);
    const { code, err } = host.sh(`${program} install --no-ban -c ${config}`);
    assert.equal(code, 0, err);
    await startSentry(host, config);
    touch(host, address.host, 23);
    touch(host, address.host6, 23);
    assert.ok(await soon(() => bans(host, address.peer6) && inSet(host, address.peer6)), fail2banLog(host));
    const log = '/var/log/portjail/portsentry.log';
    const line = read(host, log);
    assert.match(line, /^\S+ Scan from: \[2001:db8::7\] .* type: \[Connect\] .*triggered: \[true\] .*\n$/);
    // What Portsentry 2 itself writes about hosts that it leaves alone; its own filter bans them.
    const now = new Date().toISOString().replace('Z', '+0000');
    for (const tail of ['ignored: [true] triggered: [unset]', 'ignored: [false] triggered: [false]'])
      host.sh(
        `echo '${now} Scan from: [${address.peer}] (${address.peer}) protocol: [TCP] port: [23] type: [Connect] ` +
          `IP opts: [unknown] ${tail} noblock: [unset] blocked: [unset]' >> ${log}`,
      );
    // Behind those in the same file: once it is banned, they have been read.
    host.sh(`sed -n 1p ${log} | sed 's/${address.peer6}/192.0.2.77/g' >> ${log}`);
    assert.ok(await soon(() => bans(host, '192.0.2.77')), fail2banLog(host));
    assert.ok(!bans(host, address.peer), stockJail(host));
  },
);
