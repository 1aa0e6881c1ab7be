/** `npm run bench rules`: what the rules of a big firewall take, and how long a sentry's loop stands still meanwhile. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { bansIn } from '../../src/firewall/ban.ts';
import { closedChains } from '../../src/firewall/closed.ts';
import { readable, readRules } from '../../src/firewall/read/here.ts';
import { readRedirected } from '../../src/firewall/redirected.ts';
import { redirectionsOf } from '../../src/firewall/redirections.ts';
import { parseAddress } from '../../src/net/address.ts';
import { type Ran, type RanPieces, startPieces } from '../../src/util/program.ts';

const at = { family: 'inet', table: 'big' };
const host = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
const field = (protocol: string, name: string) => ({ payload: { protocol, field: name } });
const asks = (left: object, right: unknown) => ({ match: { op: '==', left, right } });

/** What `nft -j list ruleset` prints of so many rules, one in ten of which redirects, and a set of so many hosts. */
export function nftText(rules: number, elements: number): string {
  const objects: object[] = [
    {
      set: {
        ...at,
        name: 'bans',
        elem: Array.from({ length: elements }, (_, i) => ({
          elem: { val: host(i), timeout: 600, expires: 599 },
        })),
      },
    },
    { chain: { ...at, name: 'pre', type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' } },
    { chain: { ...at, name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
    { rule: { ...at, chain: 'in', handle: 1, expr: [asks(field('ip', 'saddr'), '@bans'), { drop: null }] } },
    // Targets that are redirected are what the sentry keeps in mind.
    {
      rule: {
        ...at,
        chain: 'pre',
        handle: 2,
        expr: [asks(field('ip', 'daddr'), '@bans'), { redirect: null }],
      },
    },
  ];
  for (let i = 0; i < rules; i++)
    objects.push({
      rule: {
        ...at,
        chain: i % 10 === 0 ? 'pre' : 'in',
        handle: i,
        expr:
          i % 10 === 0
            ? [asks(field('tcp', 'dport'), i % 65_536), { dnat: { addr: host(i), port: 80 } }]
            : [asks(field('ip', 'saddr'), host(i)), { counter: { packets: 0, bytes: 0 } }, { drop: null }],
      },
    });
  return JSON.stringify({ nftables: objects });
}

/** The same of iptables-save, in one table. */
export function savedText(rules: number): string {
  const lines = Array.from({ length: rules }, (_, i) =>
    i % 10 === 0
      ? `-A PREROUTING -p tcp -m tcp --dport ${i % 65_536} -j DNAT --to-destination ${host(i)}:80`
      : `-A INPUT -s ${host(i)}/32 -m comment --comment "a drop list" -j DROP`,
  );
  return `*filter\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`;
}

const missing = { code: 127, out: '', err: '' };
const printing =
  (texts: Record<string, string>) =>
  (program: string): Ran => {
    const out = texts[program];
    return out === undefined ? missing : { code: 0, out, err: '' };
  };

/** The same by real programs, whose output comes through pipes. */
const printingAside = (texts: Record<string, string>, folder: string) => {
  for (const [program, text] of Object.entries(texts)) writeFileSync(join(folder, program), text);
  return async (program: string): Promise<Ran | RanPieces> =>
    texts[program] === undefined ? missing : startPieces('cat', [join(folder, program)], 60_000);
};

const took = (work: () => unknown): string => {
  const start = performance.now();
  work();
  return `${(performance.now() - start).toFixed(0)} ms`;
};

const resolution = 1;

/** CPU time that this thread has taken, in milliseconds: the first number of its schedstat (proc(5)) is nanoseconds. */
const ownTime = (): number =>
  Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;

/** The most that this thread works between two turns of its loop, as long as that is asked: what a busy machine adds is not counted. */
function watchTurns(): () => number {
  let [last, most, isOver] = [ownTime(), 0, false];
  const turn = (): void => {
    const now = ownTime();
    most = Math.max(most, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return most;
  };
}

/** How long the loop stood still at most while this went on, and how long it took. */
async function beside(work: () => Promise<unknown>): Promise<string> {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  await sleep(50);
  const start = performance.now();
  const mostWork = watchTurns();
  await work();
  const [all, most] = [performance.now() - start, mostWork()];
  await sleep(50);
  delay.disable();
  const still = (delay.max / 1e6 - resolution).toFixed(0);
  return `${all.toFixed(0)} ms, in which the loop stood still for ${still} ms at most, and worked for ${most.toFixed(0)} ms of them`;
}

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  await inFolder(folder).finally(() => rmSync(folder, { recursive: true }));
}

async function inFolder(folder: string): Promise<void> {
  for (const size of [1, 2, 4]) {
    const [rules, elements] = [10_000 * size, 50_000 * size];
    const texts = { nft: nftText(rules, elements), 'iptables-legacy-save': savedText(rules) };
    const run = printing(texts);
    let said = readRules(run);
    const read = took(() => {
      said = readRules(run);
    });
    const sets = readable(said);
    const ask = bansIn(sets);
    const rows = {
      read,
      'what is redirected': took(() => sets.map(redirectionsOf)),
      'what is closed': took(() => sets.map(closedChains)),
      'the first ban': took(() => ask(banned)),
      'the next 100 bans': took(() => Array.from({ length: 100 }, () => ask(banned))),
      'at rest': await beside(() => sleep(1000)),
      'beside a sentry': await beside(() => readRedirected(printingAside(texts, folder))),
    };
    console.log(`${rules} rules of nft, ${rules} of iptables, a set of ${elements} addresses`);
    for (const [name, time] of Object.entries(rows)) console.log(`  ${name}: ${time}`);
  }
}

const banned = parseAddress(host(1)) ?? ([0, 0, 0, 0] as const);
