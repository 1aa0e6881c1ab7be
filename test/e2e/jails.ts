import assert from 'node:assert/strict';
import { formatScan } from '../../src/log/line.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { Evidence, Probe } from '../../src/probe.ts';
import { type PrivateHost, program, soon } from './private-host.ts';

export const install = (host: PrivateHost, options = '') =>
  host.sh(`${program} install --defaults ${options}`);
export const status = (host: PrivateHost, jail = 'portsentry') => host.sh(`fail2ban-client status ${jail}`);
export const snapshot = (host: PrivateHost): string =>
  host.sh(
    'find /etc /var/lib/portjail /var/log -not -name fail2ban.log -printf "%p %m %u:%g %l\\n" | sort; ' +
      'find /etc/fail2ban /etc/logrotate.d -type f -exec sha256sum {} + | sort',
  ).out;

export async function startServer(host: PrivateHost): Promise<void> {
  host.start('fail2ban-server', ['-xf', 'start']);
  assert.ok(await soon(() => host.sh('fail2ban-client ping').code === 0), 'fail2ban-server does not start');
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

/** A service that answers with what it was sent, and whether one end reaches the other's. */
export const serveEcho = (host: PrivateHost, where: 'host' | 'peer') =>
  host.start(
    process.execPath,
    ['-e', "require('net').createServer(s => s.pipe(s)).listen(8080, '::')"],
    where,
  );
export const reaches = (host: PrivateHost, to: string, from: 'host' | 'peer'): boolean =>
  host.sh(`timeout 2 bash -c 'exec 3<>/dev/tcp/${to}/8080; echo hi >&3; read -t 2 <&3'`, from).code === 0;
