import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { forEver } from '../../support/until.ts';
import { type Child, startChild } from './child.ts';

/** One host of a test network: a network namespace. */
export interface Host {
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** Runs a command there to its end; answers its output. Fails on another exit code than 0, unless told not to. */
  run(command: readonly [string, ...string[]], expected?: 'success' | 'any'): string;
  /** Starts a program there. It is stopped with the network at the latest. */
  start(command: readonly [string, ...string[]]): Child;
}

export type Hosts<Name extends string> = Readonly<Record<Name, Host>>;

export interface Network<Name extends string> {
  readonly hosts: Hosts<Name>;
  /** Registers what must happen before the hosts go. The last one comes first. */
  onTeardown(step: () => unknown): void;
  /** Ends every program by its id, then takes the hosts away. */
  teardown(): Promise<void>;
}

/**
 * Hosts on one wire: namespaces joined by a bridge in another one, so that nothing of the machine's own network is
 * touched. The first has 10.99.0.1 and fd99::1, the second 10.99.0.2, and so on.
 */
export function network<Name extends string>(...names: Name[]): Network<Name> {
  const steps: Step[] = [];
  const onTeardown: OnTeardown = step => void steps.unshift(step);
  const wire = namespace('wire', onTeardown);
  ip('-n', wire, 'link', 'add', 'br0', 'up', 'type', 'bridge', 'forward_delay', '0');
  const entries = names.map((name, index) => [name, connect(name, index + 1, wire, onTeardown)]);
  const hosts: Readonly<Record<Name, Host>> = Object.fromEntries(entries);
  introduce(Object.values(hosts));
  return { hosts, onTeardown, teardown: () => runAll(steps) };
}

type Step = () => unknown;
type OnTeardown = (step: Step) => void;

/** Every step is taken, whatever became of the one before; the first failure is told then. */
async function runAll(steps: Step[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = steps.shift(); step !== undefined; step = steps.shift())
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}

const living = new Set<string>();

function namespace(role: string, onTeardown: OnTeardown): string {
  const name = `pj${process.pid}-${role}`;
  ip('netns', 'add', name);
  living.add(name);
  onTeardown(() => destroy(name));
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return name;
}

/** What still runs in a namespace of ours was started by us: it is ended by its id. */
function destroy(name: string): void {
  const pids = run(['ip', 'netns', 'pids', name], 'any').match(/\d+/g) ?? [];
  for (const pid of pids) run(['kill', '-9', pid], 'any');
  ip('netns', 'delete', name);
  living.delete(name);
}

// A test that ran out of time or was interrupted comes to no teardown.
process.once('exit', () => living.forEach(destroy));
// Again and again: the second one must not end the process while it tidies up.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

function connect(role: string, number: number, wire: string, onTeardown: OnTeardown): Host {
  const name = namespace(role, onTeardown);
  const [ipv4, ipv6] = [`10.99.0.${number}`, `fd99::${number.toString(16)}`];
  ip('-n', wire, 'link', 'add', `port${number}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('-n', wire, 'link', 'set', `port${number}`, 'master', 'br0', 'up');
  // nodad: the duplicate address check would keep IPv6 waiting for seconds.
  ip('-n', name, 'address', 'add', `${ipv4}/24`, 'dev', 'eth0');
  ip('-n', name, 'address', 'add', `${ipv6}/64`, 'dev', 'eth0', 'nodad');
  ip('-n', name, 'link', 'set', 'eth0', 'up');
  const inside = (command: readonly string[]): [string, ...string[]] => [
    'ip',
    'netns',
    'exec',
    name,
    ...command,
  ];
  return {
    name,
    ipv4,
    ipv6,
    run: (command, expected = 'success') => run(inside(command), expected),
    start(command) {
      const child = startChild(inside(command));
      onTeardown(() => child.stop());
      return child;
    },
  };
}

/** Tells each host where the others are: a question and its answer may take too long for a scanner on a busy machine. */
function introduce(hosts: readonly Host[]): void {
  for (const host of hosts) {
    const mac = /link\/ether (\S+)/.exec(ip('-n', host.name, 'link', 'show', 'eth0'))?.[1];
    for (const other of hosts.filter(one => one !== host))
      for (const address of [host.ipv4, host.ipv6])
        ip('-n', other.name, 'neighbour', 'replace', address, 'lladdr', `${mac}`, 'dev', 'eth0');
  }
}

const ip = (...args: string[]): string => run(['ip', ...args], 'success');

/** Runs a command to its end; its output, both streams. */
export function run(command: readonly [string, ...string[]], expected: 'success' | 'any'): string {
  const [program, ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: forEver });
  const output = `${stdout}${stderr}${error ?? ''}`;
  if (expected === 'success') assert.equal(status, 0, `${command.join(' ')}: ${output}`);
  return output;
}
