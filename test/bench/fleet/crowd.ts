import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Hub, withHub } from '../../support/hub/hub.ts';

/** A fleet that is played: each host a connection of its own. */
export interface Crowd {
  readonly hosts: number;
  /** Events a second, of all of them. */
  readonly rate: number;
  readonly seconds: number;
}

/** What the hosts of one process have heard. */
export interface Heard {
  readonly heard: number;
  /** How many took so many milliseconds from their making to a host. */
  readonly took: readonly number[];
}

export interface Outcome {
  readonly told: number;
  /** Events that did not reach a host, of all that should have reached each. */
  readonly lost: number;
  readonly connecting: number;
  /** The time within which a share of them came (milliseconds). */
  readonly percentile: (share: number) => number;
}

/** A connection costs some 150 kB in a host's process. */
const perProcess = 2_500;
/** Hosts that have a certificate of their own: the others share these, since to make thousands takes minutes. The hub's config has them all. */
const certified = 20;

export function playCrowd(crowd: Crowd): Promise<Outcome> {
  const users = Array.from({ length: Math.min(certified, crowd.hosts) }, (_, index) => `host${index}`);
  return withHub({ users, more: crowd.hosts - users.length }, hub => play(hub, users, crowd));
}

async function play(hub: Hub, users: readonly string[], { hosts, rate, seconds }: Crowd): Promise<Outcome> {
  const credentials = JSON.stringify(users.map(user => hub.credentials(user)));
  const processes = Math.max(2, Math.ceil(hosts / perProcess));
  const start = performance.now();
  const parts = Array.from({ length: processes }, (_, index) => {
    const count = Math.floor(hosts / processes) + (index < hosts % processes ? 1 : 0);
    return part([hub.server, credentials, count, rate / processes, seconds].map(String));
  });
  await Promise.all(parts.map(({ next }) => next()));
  const connecting = (performance.now() - start) / 1000;
  const said = await onward(parts);
  const told = said.reduce((sum, line) => sum + Number(line.replace('told ', '')), 0);
  const heard = (await onward(parts)).map(line => JSON.parse(line) as Heard);
  const took = heard.reduce<number[]>((sum, one) => one.took.map((count, at) => count + (sum[at] ?? 0)), []);
  const all = heard.reduce((sum, one) => sum + one.heard, 0);
  return { told, lost: told * hosts - all, connecting, percentile: share => within(took, all * share) };
}

interface Part {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** The next line that it says; rejects where it ends without one. */
  readonly next: () => Promise<string>;
}

function part(args: readonly string[]): Part {
  const program = fileURLToPath(new URL('hosts.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error('hosts of the crowd have ended early');
      return line.value;
    },
  };
}

/** Lets all go on at once; returns what each says then. */
const onward = (parts: readonly Part[]): Promise<string[]> => {
  for (const { child } of parts) child.stdin.write('\n');
  return Promise.all(parts.map(({ next }) => next()));
};

function within(took: readonly number[], wanted: number): number {
  let sum = 0;
  return took.findIndex(count => {
    sum += count;
    return sum >= wanted;
  });
}
