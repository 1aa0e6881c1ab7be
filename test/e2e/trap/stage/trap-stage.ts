import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { formatAddress } from '../../../../src/net/address.ts';
import type { Probe } from '../../../../src/probe.ts';
import type { Hooks } from '../../../../src/sentry/trap/kernel/hooks.ts';
import { until } from '../../../support/until.ts';
import { type Child, startChild } from '../../hosts/child.ts';
import { type Host, type Network, network } from '../../hosts/hosts.ts';
import type { Ask } from './trap-host.ts';

/** What the host says of one port. */
interface State {
  readonly hooks: Hooks;
  readonly ownPorts: readonly number[];
  /** Of TCP and UDP. */
  readonly armed: readonly [boolean, boolean];
  readonly bound: readonly [boolean, boolean];
  readonly listened: boolean;
  /** Since this was last asked. */
  readonly drops: number;
}

/** A host that has a trap. */
export interface TrapHost {
  readonly pid: number;
  readonly hooks: Hooks;
  readonly took: number;
  ask<T>(ask: Ask): Promise<T>;
  arm(protocol: 'tcp' | 'udp', first: number, last?: number): Promise<number>;
  state(port: number): Promise<State>;
  /** What was reported so far: source, target, protocol and port. */
  readonly seen: readonly string[];
  /** Waits until it was reported. */
  sees(what: string): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/**
 * A command in the network namespace of a host, and in nothing else of it: `ip netns exec` would mount a /sys without
 * cgroups, and hide the one that the hooks sit on.
 */
const inside = ({ name }: Pick<Host, 'name'>, command: readonly string[]): [string, ...string[]] => [
  'nsenter',
  `--net=/run/netns/${name}`,
  ...command,
];

/** Runs a command there to its end; its output. */
export function runIn(host: Host, command: readonly string[], input = ''): string {
  const [program, ...args] = inside(host, command);
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000, input });
  return `${stdout}${stderr}`;
}

/** Starts a program there, which is ended with the network at the latest. */
export const startIn = (net: Network<string>, host: Host, command: readonly string[]): Child => {
  const child = startChild(inside(host, command));
  net.onTeardown(() => child.stop('SIGKILL'));
  return child;
};

export interface Options {
  readonly banner?: string;
  /** What the trap is started by. */
  readonly prefix?: readonly string[];
}

/** Starts a trap on a host, and waits until it is open. */
export async function startTrap(
  net: Network<string>,
  host: Host,
  { banner = '', prefix = [] }: Options = {},
): Promise<TrapHost> {
  const file = fileURLToPath(new URL('./trap-host.js', import.meta.url));
  const [program, ...args] = inside(host, [...prefix, process.execPath, file]);
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: { ...process.env, BANNER: banner },
  });
  net.onTeardown(() => kill(child, 'SIGKILL'));
  let said = '';
  child.stderr?.on('data', data => {
    said += String(data);
  });
  const seen: string[] = [];
  const answers = new Map<number, unknown>();
  let opened: { took: number; hooks: Hooks } | undefined;
  child.on('message', (message: Record<string, never>) => {
    if (message['probe'] !== undefined) seen.push(textOf(message['probe']));
    else if (message['open'] !== undefined) opened = message['open'];
    else if (message['number'] !== undefined) answers.set(message['number'], message['answer']);
  });
  const dead = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const state = await until(() => opened ?? (dead() && 'dead'), 'the trap');
  assert.ok(state !== 'dead', `the trap did not open: ${said}`);
  let last = 0;
  const ask = async <T>(what: Ask): Promise<T> => {
    const number = ++last;
    child.send({ number, ask: what });
    await until(() => answers.has(number) || (dead() && assert.fail(said)), what.what);
    return answers.get(number) as T;
  };
  return {
    pid: child.pid ?? 0,
    ...state,
    ask,
    arm: (protocol, first, lastPort = first) => ask({ what: 'arm', protocol, first, last: lastPort }),
    state: port => ask({ what: 'state', port }),
    seen,
    sees: async what => {
      await until(() => seen.includes(what), what);
    },
    kill: signal => kill(child, signal),
  };
}

const textOf = ({ source, target, protocol, port }: Probe): string =>
  `${formatAddress(source)} ${formatAddress(target)} ${protocol} ${port}`;

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** A wire with a trap on the host; everything is cleared whatever happens. */
export async function withTrap(
  play: (stage: {
    trap: TrapHost;
    host: Host;
    attacker: Host;
    net: Network<'host' | 'attacker'>;
  }) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const net = network('host', 'attacker');
  try {
    const trap = await startTrap(net, net.hosts.host, options);
    await play({ trap, net, ...net.hosts });
  } finally {
    await net.teardown();
  }
}

/**
 * What a client meets at a port: `open` when the handshake was finished, then what it read; else the errno's name. A client
 * that was too busy to see the connection before its end is told EPIPE.
 */
export function connectFrom(from: Host, target: string, port: number, source = ''): string {
  const program = `
    const socket = require('node:net').connect({ port: ${port}, host: '${target}', localAddress: '${source}' || undefined });
    let text = '';
    socket.setTimeout(5000, () => { console.log('silence'); process.exit(); });
    socket.on('connect', () => { text = 'open ' + text; });
    socket.on('data', data => { text += data; });
    socket.on('error', ({ code }) => { text += code === 'EPIPE' && text === '' ? 'open' : code; });
    socket.on('close', () => console.log(text));`;
  return runIn(from, [process.execPath, '-e', program]).trim();
}

/** Sends one datagram. */
export function sendTo(from: Host, target: string, port: number, text = '?'): void {
  const family = target.includes(':') ? 'udp6' : 'udp4';
  const program = `
    const socket = require('node:dgram').createSocket('${family}');
    socket.send('${text}', ${port}, '${target}', () => socket.close());`;
  runIn(from, [process.execPath, '-e', program]);
}
