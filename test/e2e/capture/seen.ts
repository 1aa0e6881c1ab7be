import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Watch } from '../../../src/capture/filter/watch.ts';
import { until } from '../../support/until.ts';
import { createHosts, type Hosts, ip } from './hosts.ts';

/** The program that stands on the host and prints what it sees. */
export const watcher = fileURLToPath(new URL('./watcher.js', import.meta.url));
export const usual: Watch = { tcp: [[1, 200]], udp: [[1, 200]], late: [[1, 200]] };

/** What it has printed so far. */
export interface Watcher {
  readonly lines: string[];
  /** The ports of one kind of line that were seen so far, once each. */
  portsOf(start: string): number[];
  say(line: string): void;
  /** What the kernel has dropped so far. */
  dropped(): Promise<number>;
  until(condition: () => boolean, what: string): Promise<unknown>;
  /** Ends it and returns the kernel's drops. */
  end(): Promise<string>;
}

/** Starts it on the host; resolves when it sees. */
export async function startWatcher(
  hosts: Hosts,
  maker: string,
  watch = usual,
  ...rest: string[]
): Promise<Watcher> {
  const child = hosts.start(hosts.host, process.execPath, watcher, maker, JSON.stringify(watch), ...rest);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', line => lines.push(line));
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  let questions = 0;
  const one: Watcher = {
    lines,
    portsOf: start => {
      const ports = lines
        .filter(line => line.startsWith(`${start} `))
        .map(line => Number(line.split(' ')[2]));
      return [...new Set(ports)].sort((a, b) => a - b);
    },
    say: line => child.stdin.write(`${line}\n`),
    dropped: async () => {
      child.stdin.write('drops\n');
      const answers = (): string[] => lines.filter(line => line.startsWith('dropped '));
      const asked = ++questions;
      return Number((await until(() => answers()[asked - 1] ?? false, 'the drops')).split(' ')[1]);
    },
    until: (condition, what) => until(condition, () => `${what}: ${lines.slice(-5).join(', ')}`),
    end: async () => {
      child.stdin.write('end\n');
      await ended;
      return lines.find(line => line.startsWith('drops ')) ?? 'no end';
    },
  };
  await one.until(() => lines.includes('ready'), 'the watcher is ready');
  return one;
}

/** Hosts for the length of a test. */
export function hostsFor(context: TestContext): Hosts {
  const hosts = createHosts();
  context.after(() => hosts.close());
  return hosts;
}

export const hostMac = (hosts: Hosts): string =>
  /link\/ether (\S+)/.exec(ip('-n', hosts.host, 'link', 'show', 'eth0'))?.[1] ?? '';
