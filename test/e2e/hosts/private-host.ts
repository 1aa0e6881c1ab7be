import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type Ran, runProgram, startProgram } from '../../../src/util/program.ts';
import { forEver, until } from '../../support/until.ts';

export { program } from '../../support/built.ts';

/** A host of its own in private mount and network namespaces: the machine's /etc, /var and /run stay untouched. */
export interface PrivateHost {
  /** Runs a shell script in it, or with `where` 'peer' on the machine at the other end of its wire. */
  readonly sh: (script: string, where?: 'host' | 'peer') => Ran;
  /** The same in the host, while other work goes on. */
  readonly ask: (script: string) => Promise<Ran>;
  /** Starts a program that close() ends. */
  readonly start: (program: string, args: readonly string[], where?: 'host' | 'peer') => ChildProcess;
  readonly close: () => Promise<void>;
}

export const address = {
  host: '203.0.113.1',
  peer: '203.0.113.7',
  host6: '2001:db8::1',
  peer6: '2001:db8::7',
};

/**
 * Fail2ban as Debian 12 ships it, on a host that writes no auth.log. The sshd jail, which keeps it from starting there, is
 * written out: that of other releases reads the journal.
 */
const stock = `
  cd /etc/fail2ban && rm -f *.local */*.local filter.d/portjail* &&
  find jail.d fail2ban.d -type f ! -name defaults-debian.conf -delete
  printf '[sshd]\\nenabled = true\\nbackend = auto\\nlogpath = /var/log/auth.log\\n' > jail.d/defaults-debian.conf
  rm -rf /var/log/auth.log /var/log/portjail /var/lib/portjail /var/lib/portjail-jails /var/lib/portjail-names /var/lib/portjail-fleet /var/log/portjail-fleet /var/lib/portsentry /etc/portjail /etc/portsentry /etc/logrotate.d/portjail /var/lib/fail2ban/* /run/fail2ban/* /run/portjail
  mkdir -p /run/fail2ban && : > /var/log/fail2ban.log`;

const hosts: PrivateHost[] = [];
after(async () => {
  for (const host of hosts) await host.close();
});

/** A stock Debian of its own, gone when the tests of the file have run. */
export async function freshHost(): Promise<PrivateHost> {
  const host = await privateHost();
  hosts.push(host);
  return host;
}

async function privateHost(): Promise<PrivateHost> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  const overlays = ['etc', 'var', 'run'].map(
    name =>
      `mkdir -p ${folder}/${name}.upper ${folder}/${name}.work && mount -t overlay overlay ` +
      `-o lowerdir=/${name},upperdir=${folder}/${name}.upper,workdir=${folder}/${name}.work /${name}`,
  );
  const prepare = [`mount -t tmpfs tmpfs ${folder}`, ...overlays, 'ip link set lo up', 'echo ready'].join(
    ' && ',
  );
  const peer = await holder(['-n'], 'ip link set lo up && echo ready');
  const host = await holder(['-mn'], prepare);
  const children: ChildProcess[] = [];
  const into = (where: 'host' | 'peer'): string[] => {
    const { pid } = where === 'host' ? host : peer;
    return ['-t', String(pid), ...(where === 'host' ? ['-m', '-n'] : ['-n']), '--'];
  };
  const sh: PrivateHost['sh'] = (script, where = 'host') =>
    runProgram('nsenter', [...into(where), 'bash', '--norc', '-c', script]);
  wire(sh, peer.pid ?? 0);
  sh(stock);
  return {
    sh,
    ask: script => startProgram('nsenter', [...into('host'), 'bash', '--norc', '-c', script], forEver),
    start: (program, args, where = 'host') => {
      const child = spawn('nsenter', [...into(where), program, ...args], { stdio: 'ignore' });
      children.push(child);
      return child;
    },
    close: async () => {
      for (const child of [...children, host, peer]) await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A process that does nothing but keep namespaces alive. */
async function holder(namespaces: string[], prepare: string): Promise<ChildProcess> {
  const child = spawn('unshare', [
    ...namespaces,
    'bash',
    '--norc',
    '-c',
    `${prepare} && exec sleep infinity`,
  ]);
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (!String(first).startsWith('ready'))
    throw new Error(`cannot make a private host: ${String(child.stderr.read())}`);
  return child;
}

function wire(sh: PrivateHost['sh'], peer: number): void {
  const up = (name: string, v4: string, v6: string): string =>
    `ip addr add ${v4}/24 dev ${name} && ip addr add ${v6}/64 dev ${name} nodad && ip link set ${name} up`;
  sh(`ip link add v0 type veth peer name v1 netns ${peer} && ${up('v0', address.host, address.host6)}`);
  sh(up('v1', address.peer, address.peer6), 'peer');
}

/** The host goes as a whole: nothing of it is worth an orderly end. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Asks until the answer is yes; false when it never is. */
export const soon = (ask: () => boolean): Promise<boolean> =>
  until(ask, 'it').then(
    () => true,
    () => false,
  );

/** Whether a sentry watches TCP ports on this host, in whichever way: it says so of itself, and lives. */
export function sentryRuns(host: PrivateHost): boolean {
  const { code, out } = host.sh('cat /run/portjail/status.json');
  if (code !== 0) return false;
  const { pid, ports } = JSON.parse(out);
  return ports.sockets.tcp > 0 && host.sh(`kill -0 ${pid}`).code === 0;
}
