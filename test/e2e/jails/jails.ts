import assert from 'node:assert/strict';
import { formatScan } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import type { Evidence, Probe } from '../../../src/probe.ts';
import { cli } from '../../support/built.ts';
import { type PrivateHost, program, sentryRuns, soon } from '../hosts/private-host.ts';
import { serve, talk } from '../hosts/talking.ts';

/** Without the trial ban, which takes seconds. */
export const install = (host: PrivateHost, options = '') => installAndBan(host, `--no-ban ${options}`);
export const installAndBan = (host: PrivateHost, options = '') =>
  host.sh(`${program} install --defaults ${options}`);
export const status = (host: PrivateHost, jail = 'portsentry') => host.sh(`fail2ban-client status ${jail}`);
export const snapshot = (host: PrivateHost): string =>
  host.sh(
    'find /etc /var/lib/portjail-jails /var/log -not -name fail2ban.log -printf "%p %m %u:%g %l\\n" | sort; ' +
      'find /etc/fail2ban /etc/logrotate.d -type f -exec sha256sum {} + | sort',
  ).out;

export async function startServer(host: PrivateHost): Promise<void> {
  host.start('fail2ban-server', ['-xf', 'start']);
  // A client takes a tenth of a second of a processor, which the server has use for until it has its socket.
  const ping = 'test -S /run/fail2ban/fail2ban.sock && fail2ban-client ping';
  assert.ok(await soon(() => host.sh(ping).code === 0), 'fail2ban-server does not start');
}

export function probeFrom(source: string, evidence: Evidence): Probe {
  const from = parseAddress(source) ?? assert.fail(source);
  const kind = evidence === 'handshake' ? 'connect' : 'syn';
  return { time: Date.now(), source: from, target: from, protocol: 'tcp', port: 23, kind, evidence };
}

export function scan(host: PrivateHost, source: string, evidence: Evidence = 'handshake'): void {
  const line = formatScan(probeFrom(source, evidence), { hits: 4, ports: 4 }, 1);
  host.sh(`echo '${line}' >> /var/log/portjail/portsentry.log`);
}

export const inSet = (host: PrivateHost, source: string): boolean =>
  host
    .sh('nft list ruleset')
    .out.split('\n')
    .some(line => line.includes('elements') && line.includes(source));

/** A service that answers with what it was sent, and whether one end reaches the other's, from any address or this one. */
export const serveEcho = (host: PrivateHost, where: 'host' | 'peer') => serve(host, where, 8080);
export const reaches = (host: PrivateHost, to: string, from: 'host' | 'peer', own = ''): boolean =>
  host.sh(`${talk} ask tcp '${own}' ${to} 8080`, from).code === 0;

/** The real sentry on the host, with a config that has it listen on TCP port 2323; resolves once it does. */
export async function startSentry(host: PrivateHost, config: string): Promise<void> {
  host.start(process.execPath, [cli, 'run', '-c', config]);
  assert.ok(await soon(() => sentryRuns(host)), 'the sentry listens');
}

/** The peer connects to a port of the host, or sends a datagram to it. */
export const touch = (host: PrivateHost, to: string, port: number, protocol = 'tcp') =>
  host.sh(`exec 3<>/dev/${protocol}/${to}/${port}; echo >&3`, 'peer');

export const read = (host: PrivateHost, file: string): string => host.sh(`cat ${file}`).out;
export const fail2banLog = (host: PrivateHost): string => read(host, '/var/log/fail2ban.log');

/** Stops Fail2ban as a restart of the machine would, and starts it again. */
export async function restartServer(host: PrivateHost): Promise<void> {
  host.sh('fail2ban-client stop');
  assert.ok(await soon(() => host.sh('fail2ban-client ping').code !== 0));
  await startServer(host);
}
