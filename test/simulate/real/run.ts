import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { maskAddress, parsePrefix } from '../../../src/net/address.ts';
import { createServer } from '../../../src/simulate/model/server.ts';
import { type Case, textOf } from './case.ts';

/** What one of the two made of a case. Times are seconds. */
export interface Outcome {
  readonly events: readonly (readonly [what: string, jail: string, source: string, at: number])[];
  /** Bans that are in force at the end; null for one without end. */
  readonly open: readonly (readonly [jail: string, source: string, end: number | null])[];
}

const driver = fileURLToPath(new URL('../../../../test/simulate/real/drive.py', import.meta.url));

/** What Fail2ban that child processes find here makes of the cases. */
export function fail2banOn(cases: readonly (Case & { readonly folder: string })[]): Outcome[] {
  const input = cases.map(one => ({
    folder: one.folder,
    database: `${one.folder}/f2b.sqlite3`,
    started: one.started,
    until: one.until,
    lines: one.lines.map(line => [line.at, textOf(line)]),
    restarts: one.restarts,
  }));
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [driver], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, TZ: 'UTC', PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map(text => JSON.parse(text));
}

/** A ban for good, as Fail2ban has it (Ticket.MAX_TIME). */
const forGood = 0x7fffffffffff;

/** What the model makes of a case. */
export function modelOn({ settings, purgeage, ignored, started, until, lines, restarts }: Case): Outcome {
  const slots = new Map(
    [...new Set(lines.map(({ source }) => source))].map((source, slot) => [source, slot]),
  );
  const names = [...slots.keys()];
  const events: [string, string, string, number][] = [];
  const ends = new Map<string, number>();
  const say = (what: string, jail: string, slot: number, at: number): void => {
    events.push([what, jail, names[slot] ?? '', at]);
  };
  const isSpared = (slot: number): boolean => ignored.some(text => isIn(names[slot] ?? '', text));
  const server = createServer(
    settings,
    { slots: slots.size, started, purgeage, isIgnored: (_, slot) => isSpared(slot) },
    {
      onBan: (jail, slot, at, end) => {
        say('Ban', jail, slot, at);
        ends.set(`${jail} ${slot}`, end);
      },
      onProlonged: (jail, slot, end) => ends.set(`${jail} ${slot}`, end),
      onUnban: (jail, slot, at) => {
        say('Unban', jail, slot, at);
        ends.delete(`${jail} ${slot}`);
      },
      onRestored: (jail, slot, at, end) => {
        say('Restore Ban', jail, slot, at);
        ends.set(`${jail} ${slot}`, end);
      },
    },
  );
  const due = [...restarts];
  for (const { at, source, evidence } of lines) {
    const [next] = due;
    if (next !== undefined && at >= next[0]) {
      server.restart(...next);
      due.shift();
    }
    const length = parsePrefix(source)?.length ?? 128;
    server.scan(slots.get(source) ?? assert.fail(), {
      at,
      evidence,
      prefix: length < 128 ? length : undefined,
    });
  }
  for (const restart of due) server.restart(...restart);
  server.settle(until);
  const open = [...ends].map(([key, end]): [string, string, number | null] => {
    const [jail = '', slot] = key.split(' ');
    return [jail, names[Number(slot)] ?? '', Number.isFinite(end) ? end : null];
  });
  return { events, open };
}

/** As IPAddr.isInNet of Fail2ban: the first address of what is named lies in the network, or is the address itself. */
function isIn(source: string, text: string): boolean {
  const [one, other] = [parsePrefix(source), parsePrefix(text)];
  if (one === undefined || other === undefined) return assert.fail(`${source} ${text}`);
  return maskAddress(one.address, other.length).join() === other.address.join();
}

/** Both in one form and order; times to the millisecond, at which both are alike but for the last digits of a float. */
export function comparable({ events, open }: Outcome): { events: string[]; open: string[] } {
  const stamp = (at: number): string => at.toFixed(3);
  return {
    events: events.map(([what, jail, source, at]) => `${stamp(at)} ${source} ${jail} ${what}`).sort(),
    open: open
      .map(
        ([jail, source, end]) =>
          `${source} ${jail} ${end === null || end >= forGood ? 'for good' : stamp(end)}`,
      )
      .sort(),
  };
}
