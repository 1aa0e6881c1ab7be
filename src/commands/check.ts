import { whyNoRing } from '../capture/open.ts';
import { advice } from '../config/advice.ts';
import { effective } from '../config/effective.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { namedAt } from '../config/read/ignored.ts';
import { summary } from '../config/summary.ts';
import { capturing } from '../config/watched.ts';
import { loginGapLine } from '../detect/spare/logins/login-gap.ts';
import { expectedGap } from '../detect/spare/logins/logins.ts';
import { blindness } from '../firewall/blindness.ts';
import { readRedirected } from '../firewall/redirected.ts';
import { formatPrefix } from '../net/address.ts';
import { formatHostName } from '../net/host-name.ts';
import { type Here, lookHere } from '../sentry/here.ts';
import { wayText } from '../sentry/ways.ts';
import { type LastWeek, lastWeek } from '../simulate/last-week.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE | --defaults] [--log FILE] [--simulate] [--json]'],
  about: `Validates the config and prints the effective one, with every warning.`,
  exit: ['the config is valid', 'the work failed', 'it is not valid, or wrong usage'],
} satisfies Help;

export const options = {
  ...configOptions,
  simulate: {
    type: 'boolean',
    what: "reads the last 7 days of this host's log too, and says whom its jails would have banned",
  },
  json: {
    type: 'boolean',
    what: '{file, config, way, tcp, warnings, ignored, ignoredForATime, names} for machines: tcp has the ports in effect; with --simulate {sentence, notes} as simulation',
  },
} as const satisfies Options;

/** Prints the effective config; a mistake in it leaves as the UsageError of `loadConfig`. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('check', { positionals });
  const loaded = loadConfig(sourceOf(values));
  const warnings = [
    ...loaded.warnings,
    ...advice(loaded.config),
    ...loginWarnings(loaded),
    ...(await captureWarnings(loaded)),
  ];
  const found = lookHere(loaded.config);
  const week = values['simulate'] === true ? await lastWeek({ name: '', loaded }) : undefined;
  print(
    values['json'] === true
      ? json(loaded, warnings, found, week)
      : text(loaded, warnings, found) + (week === undefined ? '' : weekText(week)),
  );
  return 0;
}

const weekText = ({ isKnown, sentence, notes }: LastWeek): string =>
  [
    '',
    `simulation  ${sentence ?? (isKnown ? 'the last 7 days of your log have no scan' : 'not known')}`,
    ...notes.map(note => `            ${note}`),
    '',
  ].join('\n');

/** Whether a sentry that this user starts would know who is logged in. */
function loginWarnings({ config }: Loaded): string[] {
  const gap = expectedGap(config.ignore.protect);
  return gap === undefined ? [] : [loginGapLine(gap)];
}

/** What capture would meet here; nothing is opened for it. */
async function captureWarnings({ config }: Loaded): Promise<string[]> {
  if (!capturing(config)) return [];
  const { blind } = await readRedirected();
  const ring = whyNoRing();
  const fallback =
    ring === undefined ? [] : [`packets would come from a tcpdump child, at ten times the cost: ${ring}`];
  return [...blindness(blind), ...fallback];
}

function json(
  { file, config, ignored }: Loaded,
  warnings: readonly string[],
  { effect, way }: Here,
  week: LastWeek | undefined,
): string {
  const named = namedAt(ignored, Date.now());
  const shape = {
    file: file ?? null,
    config,
    way: way ?? null,
    tcp: effective(config, effect),
    warnings,
    ignored: named.first(named.size).map(formatPrefix),
    ignoredForATime: named.temporary,
    names: ignored.names.map(formatHostName),
    ...(week && { simulation: { sentence: week.sentence ?? null, notes: week.notes } }),
  };
  return `${JSON.stringify(shape, null, 2)}\n`;
}

function text({ file, config, ignored }: Loaded, warnings: readonly string[], { effect, way }: Here): string {
  const lines = warnings.map(warning => `warning: ${warning}\n`);
  const row = way === undefined ? '' : `answering   ${wayText(way)}\n`;
  return `${summary(config, { named: namedAt(ignored, Date.now()), names: ignored.names }, file, effect)}${row}${lines.length === 0 ? '' : '\n'}${lines.join('')}`;
}
