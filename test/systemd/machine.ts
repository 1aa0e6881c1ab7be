import { mkdtempSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, type Network, run } from '../e2e/hosts/hosts.ts';
import { until } from '../support/until.ts';
import { onEveryWayOut, removeGroup } from './group.ts';

/** What runs a systemd, and how to get in. */
export interface Machine {
  /** The command as it is run in it. */
  readonly inside: (command: readonly string[]) => [string, ...string[]];
  /** Waits until another systemd than before is up. */
  up(): Promise<void>;
  /** Waits until none is there. */
  down(): Promise<unknown>;
  /** Asks systemd for something, systemd(1). */
  signal(number: number): void;
}

const script = fileURLToPath(new URL('../../../test/systemd/boot.sh', import.meta.url));

/**
 * Who comes in by nsenter alone stays in a control group of the machine, outside all that the host can see; a program of
 * the host is in one of its own.
 */
const joinGroup = '{ echo $$ >"$0/cgroup.procs"; } 2>/dev/null; exec "$@"';
const groupOf = (init: number): string => `/proc/${init}/root/sys/fs/cgroup/init.scope`;

const entry = ['-m', '-u', '-i', '-p', '-n', '-C', '-r', '-w', 'env', '-i'];
const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
];

/** Starts boot.sh in the host's namespace. It ends with the network, whatever happens. */
export function startMachine(net: Network<string>, host: Host, root: string): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-boot-'));
  const clear = onEveryWayOut(() => {
    removeGroup(host.name);
    rmdirSync(folder);
  });
  net.onTeardown(clear);
  const alone = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--propagation', 'private'];
  const machine = host.start(['setpriv', ...alone, 'sh', script, root, folder, host.name]);
  let init = 0;
  const inside: Machine['inside'] = command => [
    'sh',
    '-c',
    joinGroup,
    groupOf(init),
    'nsenter',
    '-t',
    String(init),
    ...entry,
    ...environment,
    ...command,
  ];
  const isUp = (): boolean =>
    /^(running|degraded)\s/.test(run(inside(['systemctl', 'is-system-running']), 'any'));
  return {
    inside,
    up: async () => {
      const before = init;
      const found = (): boolean => {
        init = initOf(machine.pid) ?? before;
        return init !== before && isUp();
      };
      await until(found, () => `systemd:\n${machine.output()}`);
    },
    down: () => until(() => initOf(machine.pid) === undefined, 'the power-off'),
    signal: number => process.kill(init, number),
  };
}

/** The systemd that a boot.sh of this pid has started, by the machine's own numbers; undefined when there is none. */
function initOf(pid: number): number | undefined {
  const init = childOf(childOf(pid));
  try {
    // Before that it is the shell that makes the place ready, which still sees the machine.
    return readlinkSync(`/proc/${init}/exe`).endsWith('/systemd') ? init : undefined;
  } catch {
    return undefined;
  }
}

function childOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return Number(children.split(' ')[0]) || undefined;
  } catch {
    return undefined;
  }
}
