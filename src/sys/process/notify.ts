import { spawnSync } from 'node:child_process';
import { createComplaint } from '../../util/steady.ts';
import { AF_UNIX, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrUn } from '../abi.ts';
import { koffiFault, ok, sendto, socket } from '../libc.ts';

/**
 * Words for the service manager that has started us, by the protocol of sd_notify(3): lines VARIABLE=value in one
 * datagram to the socket that NOTIFY_SOCKET names.
 */
export interface Manager {
  /** Sends the lines, none of which may hold a newline. Never throws: what fails is said, and the sentry goes on. */
  readonly tell: (...lines: readonly string[]) => void;
  /** It ends us when it has not heard WATCHDOG=1 for so long (milliseconds); undefined where it does not watch. */
  readonly patience: number | undefined;
}

const names = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const;

/**
 * Who manages this process; undefined when nobody does. The variables are taken out of the environment: none of our
 * children speaks for us.
 */
export function openManager(environment: NodeJS.ProcessEnv = process.env): Manager | undefined {
  const [name = '', usec, pid] = names.map(key => environment[key]);
  for (const key of names) delete environment[key];
  if (name === '') return undefined;
  const say = koffiFault() === undefined ? bySocket(addressOf(name)) : byChild(name);
  const complain = createComplaint(`telling the service manager (NOTIFY_SOCKET=${name})`);
  return {
    tell: (...lines) => {
      try {
        say(lines);
      } catch (error) {
        complain(error);
      }
    },
    patience: patienceOf(usec, pid),
  };
}

/** As sd_watchdog_enabled(3) reads them: microseconds, and for whom they are meant. */
function patienceOf(usec = '', pid = `${process.pid}`): number | undefined {
  const milliseconds = Number(usec) / 1000;
  return pid === `${process.pid}` && milliseconds > 0 && Number.isFinite(milliseconds)
    ? milliseconds
    : undefined;
}

/** A path, or `@` and an abstract name; undefined for what we cannot reach (vsock:). */
function addressOf(name: string): Buffer | undefined {
  const path = Buffer.from(name);
  if (!/^[/@]/.test(name) || path.length > sockaddrUn.longest) return undefined;
  if (name.startsWith('@')) path[0] = 0;
  const family = Buffer.alloc(sockaddrUn.path);
  family.writeUInt16LE(AF_UNIX);
  return Buffer.concat([family, path]);
}

/** Waits for nobody: a manager that is stuck must not hold the sentry up. */
function bySocket(address: Buffer | undefined): (lines: readonly string[]) => void {
  let fd: number | undefined;
  return lines => {
    if (address === undefined) throw new Error('only a path, or @ and a name, can be reached');
    fd ??= ok('socket', socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const words = Buffer.from(lines.join('\n'));
    ok('sendto', sendto(fd, words, words.length, MSG_NOSIGNAL, address, address.length));
  };
}

/** How long the child may take, most of which is the manager's (milliseconds). */
const childTakes = 5_000;

/** systemd-notify(1), whose words the manager takes with NotifyAccess=all alone. */
const byChild =
  (name: string) =>
  (lines: readonly string[]): void => {
    const env = { PATH: '/usr/bin:/bin', NOTIFY_SOCKET: name };
    const { error, status, stderr } = spawnSync('systemd-notify', lines, {
      env,
      encoding: 'utf8',
      timeout: childTakes,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`systemd-notify: ${stderr.trim() || `ended with ${status}`}`);
  };
