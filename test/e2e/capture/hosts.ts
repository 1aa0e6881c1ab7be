import { execFileSync, spawn } from 'node:child_process';

/** Two hosts in namespaces of their own, joined by a veth pair; everything is named for this process. */
export interface Hosts {
  readonly attacker: string;
  readonly host: string;
  /** Runs a program on one of them and answers what it printed. */
  on(namespace: string, ...command: readonly string[]): string;
  /** Starts a program of ours on one of them; its standard input and output are ours. It ends with the hosts. */
  start(namespace: string, ...command: readonly string[]): ReturnType<typeof start>;
  close(): void;
}

const call = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
export const ip = (...args: readonly string[]): string => call('ip', args);

export const attackerAddress = '10.97.1.1';
export const hostAddress = '10.97.1.2';
export const hostAddress6 = 'fd97:1::2';

let made = 0;

export function createHosts(): Hosts {
  const tag = `pjc${process.pid}x${made++}`;
  const [attacker, host] = [`${tag}a`, `${tag}h`];
  const on = (namespace: string, ...command: readonly string[]): string =>
    ip('netns', 'exec', namespace, ...command);
  for (const namespace of [attacker, host]) {
    ip('netns', 'add', namespace);
    on(namespace, 'sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0', 'net.ipv6.conf.all.accept_dad=0');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
  }
  ip('-n', attacker, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', host);
  for (const [namespace, last] of [
    [attacker, '1'],
    [host, '2'],
  ] as const) {
    ip('-n', namespace, 'addr', 'add', `10.97.1.${last}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'addr', 'add', `fd97:1::${last}/64`, 'dev', 'eth0', 'nodad');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  }
  const children: ReturnType<typeof start>[] = [];
  return {
    attacker,
    host,
    on,
    start: (...command) => {
      const child = start(...command);
      children.push(child);
      return child;
    },
    close: () => {
      for (const child of children) child.kill('SIGKILL');
      for (const namespace of [attacker, host]) ip('netns', 'del', namespace);
    },
  };
}

const start = (namespace: string, ...command: readonly string[]) =>
  spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
