import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHosts, type Hosts, hostAddress, ip } from '../../e2e/capture/hosts.ts';
import { until } from '../../support/until.ts';
import type { Programs } from './programs.ts';

/** Ports that every product watches, from 1 on. */
export const watched = 1022;

/** Who scans in the middle of the flood, from networks of documentation (RFC 5737). */
export const scanners = { fast: '198.51.100.7', slow: '203.0.113.7' } as const;

/** The product's core; whoever sends has the other. */
const core = '0';

/** A host that is flooded and who floods it, made for one run. */
export interface Stage {
  /** Goes with the stage. */
  readonly folder: string;
  readonly programs: Programs;
  readonly hosts: Hosts;
  /** Starts a program on the host, on the product's core. */
  start(...command: readonly string[]): ReturnType<Hosts['start']>;
  /** Starts what takes the lines of syslog(3) in a root, there; its file. */
  startSyslog(root: string): Promise<string>;
  /** Waits for the first that a program says, which is that it listens. Throws with what it said if it ends before. */
  listens(child: ReturnType<Hosts['start']>): Promise<unknown>;
  /** The numbers of the host's processes: those of the product alone. */
  processes(): number[];
}

/** Plays on a stage and clears it, whatever happens. */
export async function onStage<T>(programs: Programs, play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const hosts = createHosts();
  const stage = stageOf(folder, programs, hosts);
  try {
    joinNetworks(hosts);
    return await play(stage);
  } finally {
    await until(() => ended(stage), 'the end of the product');
    hosts.close();
    rmSync(folder, { recursive: true });
  }
}

/** Whether nothing of the product runs any more, which may have put itself into the background. */
function ended(stage: Stage): boolean {
  const { hosts } = stage;
  const pids = stage.processes();
  if (pids.length > 0) hosts.on(hosts.host, 'sh', '-c', `kill -KILL ${pids.join(' ')} 2>/dev/null || true`);
  return pids.length === 0;
}

/** Runs a command with its errors in the file that is $0. */
const quietly = 'exec "$@" 2>>"$0"';

function stageOf(folder: string, programs: Programs, hosts: Hosts): Stage {
  const errors = join(folder, 'errors');
  const pinned = (...command: readonly string[]): string[] => ['taskset', '-c', core, ...command];
  return {
    folder,
    programs,
    hosts,
    start: (...command) => hosts.start(hosts.host, 'sh', '-c', quietly, errors, ...pinned(...command)),
    startSyslog: async root => {
      const file = join(folder, 'syslog');
      mkdirSync(join(root, 'dev'), { recursive: true });
      // Not on the host, whose processes are measured.
      const child = hosts.start(hosts.attacker, ...pinned(programs.syslog, join(root, 'dev/log'), file));
      await once(child.stdout, 'data');
      return file;
    },
    listens: async child => {
      const gone = once(child, 'exit').then(() => {
        throw new Error(`it does not start: ${readFileSync(errors, 'utf8')}`);
      });
      gone.catch(() => {});
      await Promise.race([once(child.stdout, 'data'), gone]);
    },
    processes: () => ip('netns', 'pids', hosts.host).split('\n').filter(Boolean).map(Number),
  };
}

/** The scanners' addresses; and each side knows the other's, so that nothing but what is meant goes over the wire. */
function joinNetworks(hosts: Hosts): void {
  const { attacker, host } = hosts;
  for (const source of Object.values(scanners)) {
    ip('-n', attacker, 'addr', 'add', `${source}/32`, 'dev', 'eth0');
    ip('-n', host, 'route', 'add', `${source}/32`, 'dev', 'eth0');
    ip('-n', host, 'neigh', 'replace', source, 'lladdr', macOf(attacker), 'dev', 'eth0');
  }
  ip('-n', attacker, 'neigh', 'replace', hostAddress, 'lladdr', macOf(host), 'dev', 'eth0');
  // The forged sources are behind no interface that is known.
  hosts.on(host, 'sysctl', '-qw', 'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.eth0.rp_filter=0');
}

export const macOf = (namespace: string): string =>
  /link\/ether (\S+)/.exec(ip('-n', namespace, 'link', 'show', 'eth0'))?.[1] ?? '';
