import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type Child, startChild } from '../e2e/hosts/child.ts';
import { type Host, type Network, run } from '../e2e/hosts/hosts.ts';
import { forEver } from '../support/until.ts';
import { startMachine } from './machine.ts';

/** A host of a test network with a systemd of its own, on an overlay of some root; what it writes is gone with it. */
export interface Booted {
  /** Runs a command in it to its end; returns its output. Fails on another exit code than 0, unless told not to. */
  run(command: readonly [string, ...string[]], expected?: 'success' | 'any'): string;
  /** The same for a shell script. */
  sh(script: string, expected?: 'success' | 'any'): string;
  /** Starts a program in it, which ends with the host at the latest. */
  start(command: readonly [string, ...string[]]): Child;
  /** Writes a file, folders included. */
  write(path: string, text: string): void;
  /** Puts what is in a folder of the machine over its root. */
  unpack(folder: string): void;
  /** Another boot_id, an empty /run and an empty ruleset; files and the network's addresses stay. */
  reboot(): Promise<void>;
  poweroff(): Promise<void>;
}

/** SIGRTMIN+4 and SIGRTMIN+5, as glibc counts: systemd(1). */
const request = { poweroff: 34 + 4, reboot: 34 + 5 } as const;

/** Boots the systemd of `root` as `host`, which the other hosts of the network then reach; returns when it is up. */
export async function boot(net: Network<string>, host: Host, root: string): Promise<Booted> {
  const children: Child[] = [];
  const endChildren = () => Promise.all(children.splice(0).map(child => child.stop()));
  // When the machine has ended: what will not end by itself ends with it.
  net.onTeardown(endChildren);
  const machine = startMachine(net, host, root);
  const { inside } = machine;
  /** By a signal: what came in and still runs, systemctl too, would keep systemd from its end. */
  const bid = async (what: keyof typeof request): Promise<void> => {
    await endChildren();
    machine.signal(request[what]);
    await (what === 'reboot' ? machine.up() : machine.down());
  };
  await machine.up();
  return {
    run: (command, expected = 'success') => run(inside(command), expected),
    sh: (script, expected = 'success') => run(inside(['sh', '-c', script]), expected),
    start: command => {
      // nsenter passes no signal on. Who becomes another user says the same again.
      const child = startChild(inside(['setpriv', '--pdeathsig', 'TERM', ...command]));
      children.push(child);
      return child;
    },
    write: (path, text) => void piped(inside(['sh', '-c', intoFile, 'sh', path]), text),
    unpack: folder => void piped(inside(intoRoot), piped(['tar', '-C', folder, '-c', '.'])),
    reboot: () => bid('reboot'),
    poweroff: () => bid('poweroff'),
  };
}

const intoFile = 'mkdir -p "$(dirname "$1")" && cat >"$1"';
/** /lib may be a link to usr/lib, and the folder one that only its owner may enter. */
const intoRoot = [
  ...['tar', '-C', '/', '-x'],
  ...['--no-overwrite-dir', '--keep-directory-symlink', '--no-same-owner'],
];

/** Runs a command to its end, with something on its standard input; returns its output. */
function piped([program, ...args]: readonly [string, ...string[]], input: string | Buffer = ''): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, {
    input,
    maxBuffer: 2 ** 30,
    timeout: forEver,
  });
  assert.equal(status, 0, `${args.join(' ')}: ${String(stderr)}`);
  return stdout;
}
