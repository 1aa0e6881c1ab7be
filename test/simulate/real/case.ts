import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../src/config/schema/schema.ts';
import { rendered } from '../../../src/jails/pack/banaction.ts';
import { type Host, jailsOf } from '../../../src/jails/pack/context.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { formatScan } from '../../../src/log/line.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import type { Growth } from '../../../src/simulate/model/growth.ts';
import type { JailSettings } from '../../../src/simulate/model/jail.ts';
import { jailSettings } from '../../../src/simulate/settings.ts';
import { configWith, writePack } from '../../jails/fixtures.ts';

/** Settings and a log, drawn by lot: the same ones for the same number. */
export interface Case {
  readonly settings: readonly JailSettings[];
  readonly purgeage: number;
  /** Sources that Fail2ban's `ignoreip` has. */
  readonly ignored: readonly string[];
  readonly started: number;
  readonly until: number;
  readonly lines: readonly Line[];
  readonly restarts: readonly (readonly [stopped: number, started: number])[];
}

export interface Line {
  readonly at: number;
  readonly source: string;
  readonly evidence: 'handshake' | 'packet';
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function lot(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const beginning = 1_795_334_400;

/**
 * Writes the pack of a case, with what the config has no word for in files of the admin's, into a copy of Fail2ban's
 * configuration.
 * @param isForGood whether the jail portsentry bans without end
 */
export function createCase(
  seed: number,
  folder: string,
  log: string,
  banLog: string,
  isForGood = false,
): Case {
  const random = lot(seed);
  const pick = <T>(...choices: readonly T[]): T =>
    choices[Math.floor(random() * choices.length)] ?? assert.fail();
  const config = configWith(plain => ({
    ...plain,
    log: { ...plain.log, file: log },
    jails: {
      ...plain.jails,
      portsentry: {
        enabled: true,
        maxretry: pick(1, 1, 2, 3, 5),
        findtime: pick('45s', '5m', '10m', '1h'),
        bantime: isForGood ? '-1' : pick('1m', '90s', '10m', '1h'),
        increment: random() < 0.7 || isForGood,
        maxtime: pick('1h', '6h', '5w'),
      },
      unverified: {
        enabled: random() < 0.9,
        maxretry: pick(1, 2, 4),
        findtime: pick('1m', '10m'),
        bantime: pick('10m', '2h'),
      },
      prefix: { enabled: true, maxretry: pick(1, 2), findtime: '10m', bantime: pick('10m', '1h') },
      recidive: {
        enabled: true,
        maxretry: pick(2, 3),
        findtime: pick('1d', '2d'),
        bantime: pick('6h', '1w', '-1'),
      },
    },
  })) as Config;
  const host: Host = { choice: rendered, banLog, banLogWhy: '' };
  const growth = growthOf(config, pick, random);
  const purgeage = pick(600, 7200, 86_400, 172_800);
  const ignored = random() < 0.5 ? ['203.0.113.3', '198.51.100.0/29'] : [];
  writePack(folder, renderPack(config, host));
  writeFileSync(join(folder, 'jail.d/zz.local'), localOf(growth, ignored));
  writeFileSync(join(folder, 'fail2ban.local'), `[DEFAULT]\ndbpurgeage = ${purgeage}\n`);
  const settings = jailSettings(jailsOf(config, host)).map(jail =>
    jail.name === 'portsentry' ? { ...jail, growth } : jail,
  );
  const { lines: drawn, restarts, until } = logOf(random);
  const lines = [...drawn, ...exactLines(settings)].sort((a, b) => a.at - b.at);
  return { settings, purgeage, ignored, started: beginning, until, lines, restarts };
}

function growthOf(
  { jails }: Config,
  pick: <T>(...choices: readonly T[]) => T,
  random: () => number,
): Growth | undefined {
  if (!jails.portsentry.increment) return undefined;
  const limit = { '1h': 3600, '6h': 21_600, '5w': 3_024_000 }[jails.portsentry.maxtime] ?? assert.fail();
  const multipliers = pick([], [], [1, 2, 4, 8], [1, 5, 30, 60, 300]);
  return {
    // Not with those: a ban that is shorter than the first one would end when the next end of another one is due.
    factor: pick(1, 1.5, ...(multipliers.length === 0 ? [0.4, 0.4] : [2, 1])),
    formula: pick('doubling', 'exponential'),
    multipliers,
    maxtime: random() < 0.8 ? limit : undefined,
  };
}

/** As jail.conf(5) and Fail2ban's own jail.conf write them. */
const formulas = {
  doubling: 'ban.Time * (1<<(ban.Count if ban.Count<20 else 20)) * banFactor',
  exponential: 'ban.Time * math.exp(float(ban.Count+1)*banFactor)/math.exp(1*banFactor)',
} as const;

const localOf = (growth: Growth | undefined, ignored: readonly string[]): string =>
  `[DEFAULT]\nignoreip = ${ignored.join(' ')}\n[portsentry]\n${
    growth === undefined
      ? ''
      : `bantime.factor = ${growth.factor}\nbantime.formula = ${formulas[growth.formula]}\n` +
        `bantime.multipliers = ${growth.multipliers.join(' ')}\nbantime.maxtime = ${growth.maxtime ?? ''}\n`
  }`;

const day = 86_400;

/** Three days of hosts that come again and again, and a restart of Fail2ban in which some come too. */
function logOf(random: () => number): Pick<Case, 'lines' | 'restarts' | 'until'> {
  const until = beginning + 3 * day;
  const stopped = beginning + day + Math.floor(random() * day) + 0.25;
  const started = stopped + 5 + Math.floor(random() * 900) + 0.5;
  const hosts: readonly Pick<Line, 'source' | 'evidence'>[] = [
    ...many(7, i => ({ source: `203.0.113.${i}`, evidence: 'handshake' as const })),
    ...many(2, i => ({ source: `2001:db8:5::${i}`, evidence: 'handshake' as const })),
    ...many(3, i => ({ source: `198.51.100.${i * 4}`, evidence: 'packet' as const })),
    ...many(2, i => ({ source: `2001:db8:${i}::/64`, evidence: 'handshake' as const })),
  ];
  const lines = hosts.flatMap(host => {
    const visits = [
      ...many(8, () => beginning + random() * 3 * day),
      // One at the end of a short ban, one just before the restart and one in it.
      beginning + 60 * Math.floor(random() * 60),
      stopped - random() * 1800,
      stopped + random() * (started - stopped),
    ];
    const pace = random() ** 3 * 400;
    return visits.flatMap(start => {
      let at = start;
      return many(1 + Math.floor(random() * 7), () => {
        at += random() ** 2 * pace;
        return { at: Math.round(at * 1000) / 1000, ...host };
      });
    });
  });
  const kept = lines.filter(({ at }) => at < until).sort((a, b) => a.at - b.at);
  return { lines: kept, restarts: [[stopped, started]], until };
}

/** Lines at the very end of findtime, and of a ban: in whole seconds, which no float makes less exact. */
function exactLines([jail]: readonly JailSettings[]): Line[] {
  const { maxretry, findtime, bantime } = jail ?? assert.fail();
  const at = (count: number, time: number, source: string): Line[] =>
    many(count, () => ({ at: beginning + time, source, evidence: 'handshake' as const }));
  return [
    ...at(maxretry - 1, 500, '203.0.113.100'),
    ...at(1, 500 + findtime, '203.0.113.100'),
    ...at(maxretry, 600, '203.0.113.101'),
    ...at(bantime > 0 ? maxretry : 0, 600 + bantime, '203.0.113.101'),
  ];
}

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i + 1));

/** The line as the sentry writes it. */
export function textOf({ at, source, evidence }: Line): string {
  const { address, length } = parsePrefix(source) ?? assert.fail(source);
  return formatScan(
    {
      time: Math.round(at * 1000),
      source: address,
      ...(length < 128 && { prefix: length }),
      target: [0, 0, 0xffff, 0xc000020a],
      protocol: 'tcp',
      port: 23,
      kind: evidence === 'handshake' ? 'connect' : 'syn',
      evidence,
    },
    { hits: 1, ports: 1 },
    1,
  );
}
