import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { failRegex, parseLine } from '../../../src/log/line.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { startChild } from '../hosts/child.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { prepareCrowd, startCrowd } from '../packets/crowd.ts';

const page = 4_096;
/** A log that is as large is begun anew (bytes). */
const largest = 2e7;

/** Ends at a moment that nobody has chosen (milliseconds at most). */
const anyMoment = (most: number): Promise<void> => sleep(Math.random() * most);

const bans = new RegExp(failRegex('handshake').replaceAll(/<[A-Z\d]+>/g, '\\S+'));

/**
 * Reads on in a log each time that its writer was killed: what stood there is still there, each line is whole, and each
 * source told once. The kernel ends a write between two pages, and only there, when its process is killed: what is left of such a
 * line stands alone, and no jail may match it.
 */
function follow(log: string) {
  const seen = new Set<string>();
  let [before, open, torn] = [Buffer.alloc(0), 0, 0];
  const take = (line: string, end: number): void => {
    const entry = parseLine(line);
    if (entry === undefined) {
      assert.doesNotMatch(line, bans, `torn and matched: ${line}`);
      assert.equal(end % page, 0, `cut short where the kernel cuts nothing: ${line}`);
      torn++;
    } else if (entry.verb === 'scan') {
      const source = formatAddress(entry.source);
      assert.ok(!seen.has(source), `told twice: ${line}`);
      seen.add(source);
    }
  };
  return {
    /** How many more bytes there are. */
    more: (): number => {
      const now = readFileSync(log);
      assert.ok(now.subarray(0, before.length).equals(before), 'what was written is still there');
      const [grown, whole] = [now.length - before.length, now.lastIndexOf(10) + 1];
      for (const line of now.subarray(open, whole).toString('latin1').split('\n')) {
        if (line !== '') take(line, open + line.length);
        open += line.length + 1;
      }
      [before, open] = [now, whole];
      return grown;
    },
    lines: () => seen.size,
    torn: () => torn,
    size: () => before.length,
  };
}

e2e('SIGKILL at any moment of writing leaves each line whole and once, and loses none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  const log = join(folder, 'log');
  const writer = fileURLToPath(new URL('./write-lines.js', import.meta.url));
  const kills = sized(27, 900);
  let reading = follow(log);
  let torn = 0;
  try {
    for (let i = 0; i < kills; i++) {
      const child = startChild([process.execPath, writer, log, `${reading.lines()}`]);
      await until(
        () => existsSync(log) && statSync(log).size > reading.size(),
        () => child.output(),
      );
      await anyMoment(30);
      await child.stop('SIGKILL');
      reading.more();
      if (reading.size() < largest && i < kills - 1) continue;
      torn += reading.torn();
      rmSync(log);
      reading = follow(log);
    }
    console.log(`# ${kills} kills, ${torn} lines cut short`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Strangers enough to go on until the kill; each sentry meets others, since nobody is told twice. */
const crowd = { manner: 'reset', connections: 4_000, ports: [23, 23], sources: 4_000 } as const;

const config = { tcp: { ports: '23' }, udp: { mode: 'off' } };

e2e('a sentry that is killed under load comes back, and tells nobody twice', () =>
  watching(
    { config, prepare: ({ hosts: { attacker, host } }) => prepareCrowd(attacker, host) },
    async stage => {
      const { host, attacker } = stage.hosts;
      const reading = follow(stage.log);
      const kills = sized(3, 100);
      for (let i = 0; i <= kills; i++) {
        const some = { ...crowd, target: host.ipv4, from: i * crowd.sources };
        const sending = startCrowd(attacker, some);
        await until(
          () => reading.more() > 0,
          () => `a line of sentry ${i}: ${stage.sentry.output()} ${sending.output()}`,
        );
        if (i < kills) {
          await anyMoment(300);
          await stage.sentry.stop('SIGKILL');
        }
        await sending.stop();
        reading.more();
        if (i < kills) await stage.restart();
      }
    },
  ),
);
