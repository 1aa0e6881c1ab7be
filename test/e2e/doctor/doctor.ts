import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { cli } from '../../support/built.ts';
import { freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { startServer } from '../jails/jails.ts';

/** What the doctor said. */
export interface Said {
  readonly code: number;
  /** "name" of each fault, "name?" of each warning, sorted, without doubles. */
  readonly names: string;
  readonly findings: readonly Finding[];
  /** Every finding, for who has to see why a test fails. */
  readonly whole: string;
}

type Finding = Readonly<Record<'name' | 'level' | 'what' | 'mend', string>>;

interface Report {
  readonly links: { readonly findings: Finding[] }[];
}

/** Runs the doctor on the host. `prefix` is a program that starts it. */
export function doctor(host: PrivateHost, options = '--no-ban', prefix = 'env'): Said {
  const { code, out, err } = host.sh(
    `exec env -u SSH_CLIENT -u SSH_CONNECTION ${prefix} ${program} doctor --json ${options}`,
  );
  assert.match(out, /^\{/, err);
  const report: Report = JSON.parse(out);
  const findings = report.links.flatMap(link => link.findings);
  const names = findings.map(({ name, level }) => (level === 'fault' ? name : `${name}?`));
  return {
    code,
    names: [...new Set(names)].sort().join(' '),
    findings,
    whole: JSON.stringify(findings, null, 1),
  };
}

/** Fails unless the doctor names exactly these; answers what it said. */
export function names(host: PrivateHost, expected: string, options?: string, prefix?: string): Said {
  const said = doctor(host, options, prefix);
  assert.equal(said.names, expected, said.whole);
  const faults = expected.split(' ').filter(word => word !== '' && !word.endsWith('?'));
  assert.equal(said.code, faults.length > 0 ? 1 : 0);
  return said;
}

export interface Healthy {
  readonly host: PrivateHost;
  readonly sentry: ChildProcess;
}

export const log = '/var/log/portjail/portsentry.log';

/** A host on which everything works: Fail2ban, the installed jails, the sentry with the same config. */
export async function healthyHost(config = '{}'): Promise<Healthy> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir -p /etc/portjail; echo '${config}' > /etc/portjail/portjail.json`);
  await startServer(host);
  const { code, err } = host.sh(`${program} install --no-ban`);
  assert.equal(code, 0, err);
  const sentry = await startSentry(host);
  return { host, sentry };
}

/** Starts the sentry with the config of the host; answers when it has its log open. */
export async function startSentry(host: PrivateHost): Promise<ChildProcess> {
  const sentry = host.start(process.execPath, [cli, 'run']);
  const files = (): string => String(spawnSync('ls', ['-l', `/proc/${sentry.pid}/fd`]).stdout);
  assert.ok(await soon(() => files().includes(log)), 'the sentry does not open its log');
  return sentry;
}

/** Stops Fail2ban's server; the one that ends takes the socket with it, so the next has to wait. */
export async function stopServer(host: PrivateHost): Promise<void> {
  host.sh('fail2ban-client stop');
  assert.ok(
    await soon(() => host.sh('test -e /run/fail2ban/fail2ban.pid').code !== 0),
    'fail2ban-server stays',
  );
}
