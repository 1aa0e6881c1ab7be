import { readFileSync, statSync } from 'node:fs';
import { type Loaded, loadConfig } from '../../config/load.ts';
import { configOptions, sourceOf } from '../../config/options.ts';
import { parseIgnoreFile } from '../../config/read/ignore-file.ts';
import { nameList } from '../../config/read/names.ts';
import { isUnknown } from '../../events/account.ts';
import { bansPlace, logPlace, sharedPlace } from '../../events/places.ts';
import { reasonOf } from '../../events/reason.ts';
import { parseSpan, type Span } from '../../events/span.ts';
import type { Lapsing } from '../../net/lapsing-set.ts';
import { type PrefixList, prefixList } from '../../net/prefix-list.ts';
import { type PrefixSet, prefixSet } from '../../net/prefix-set.ts';
import { lookAtInstalled } from '../../simulate/installed.ts';
import type { Run } from '../../simulate/run.ts';
import { csvOf } from '../../simulate/show/csv.ts';
import { simulationJson } from '../../simulate/show/json.ts';
import { simulationText } from '../../simulate/show/text.ts';
import { type LogSource, type Tried, tryConfigs } from '../../simulate/try-config.ts';
import { diag } from '../../util/diag.ts';
import { UsageError, WorkError } from '../../util/errors.ts';
import type { Options } from '../../util/option.ts';
import { print, printed } from '../../util/print.ts';
import { progressLine } from '../../util/progress-line.ts';
import { atOnce } from '../../util/steps.ts';
import type { Arguments, Help } from '../command.ts';

export const help = {
  forms: [
    '[-c FILE] [--compare FILE] [--since TIME] [--until TIME] [--known-good FILE]\n[--json | --csv] [LOG... | -]',
  ],
  about: `Try before you ban: with these jails on that log, who would have been banned, by which jail, when, how long and how often
again; who came close; who was spared; how many ports each had touched by then, and how many probes came while it would
have been banned. Nobody is banned. It does what Fail2ban does, restarts of it and growing bans included. Without a LOG it
reads this host's, of the last 7 days, with its rotated files (root or the group adm); of a LOG, or of standard input
(-), everything. One LOG is read with its rotated files; of several each is read alone, gzipped ones too.`,
  more: `A capture: portjail replay CAPTURE --tcp-mode stealth | portjail simulate --tcp-mode stealth -`,
  exit: ['fine', "the log cannot be read or holds no line of the sentry's", 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  compare: {
    type: 'string',
    value: 'FILE',
    what: 'this config too, side by side; its trigger must be the same one: a log has verdicts already',
  },
  since: {
    type: 'string',
    value: 'TIME',
    what: 'since then: 10m, 2h, 1d, 1w, or a time such as 2026-11-22T08:00 (local, unless it names a zone)',
  },
  until: { type: 'string', value: 'TIME', what: 'up to then' },
  'known-good': {
    type: 'string',
    value: 'FILE',
    what: 'a list like an ignore file: who of it would have been banned?',
  },
  json: { type: 'boolean', what: 'everything as one JSON object; times in UTC' },
  csv: { type: 'boolean', what: 'the bans alone, one in a line, as a table for spreadsheets' },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  if (values['json'] === true && values['csv'] === true)
    throw new UsageError('--json and --csv: give one of these');
  const tried = triedIn(values);
  const log = sourceIn(positionals, tried[0].loaded);
  const span = spanIn(values, log);
  const known = knownIn(values['known-good']);
  const progress = progressLine('reading the log');
  const result = await tryConfigs({
    tried,
    installed: lookAtInstalled(),
    span,
    log,
    known,
    onProgress: share => progress.tell(share),
  });
  progress.clear();
  refuseForeign(result.run, log);
  if (values['csv'] === true) await showTable(result.run, result.simulation.notes);
  else print((values['json'] === true ? simulationJson : simulationText)(result.simulation));
  return result.run.accounts.every(account => isUnknown(account, span)) ? 1 : 0;
}

const nameOf = (loaded: Loaded): string => loaded.file ?? 'the built-in defaults';

function triedIn(values: Arguments['values']): [Tried, ...Tried[]] {
  const loaded = loadConfig(sourceOf(values));
  const first = { name: nameOf(loaded), loaded };
  if (typeof values['compare'] !== 'string') return [first];
  const other = loadConfig({ ...sourceOf(values), file: values['compare'], defaults: false });
  const second = { name: nameOf(other), loaded: other };
  refuseOtherTrigger(first, second);
  return [first, second];
}

/** What a line says, the trigger has decided. */
function refuseOtherTrigger(first: Tried, second: Tried): void {
  const [one, two] = [first.loaded.config.trigger, second.loaded.config.trigger];
  const keys = Object.keys(one).filter(
    key => JSON.stringify(Reflect.get(one, key)) !== JSON.stringify(Reflect.get(two, key)),
  );
  if (keys.length === 0) return;
  const [a, b] = [first.name, second.name];
  throw new UsageError(
    `${a} and ${b} differ in trigger (${keys.join(', ')}), and a log has its verdicts already: replay a capture with ` +
      `each of them instead, "portjail replay CAPTURE -c ${a} | portjail simulate -c ${a} -", then with -c ${b}`,
  );
}

function sourceIn(positionals: readonly string[], { config }: Loaded): LogSource {
  if (positionals.length === 0)
    return { places: { log: logPlace(config), bans: bansPlace(), shared: sharedPlace(config) } };
  if (positionals.length === 1 && positionals[0] === '-') return 'stdin';
  if (positionals.includes('-')) throw new UsageError('"-" is standard input: give it alone, or files');
  for (const path of positionals) mustBeThere(path);
  return { paths: positionals };
}

function mustBeThere(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw new WorkError(`${path}: ${reasonOf(error)}`);
  }
}

/** Of a log that somebody names everything is meant, whenever it was. */
function spanIn(values: Arguments['values'], log: LogSource): Span {
  const text = (name: 'since' | 'until'): { since?: string; until?: string } => {
    const value = values[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const isOurs = typeof log === 'object' && 'places' in log;
  const isAll = !isOurs && values['since'] === undefined;
  const span = parseSpan({ ...text('since'), ...text('until'), all: isAll }, Date.now());
  return isOurs || values['until'] !== undefined ? span : { ...span, until: Number.POSITIVE_INFINITY };
}

function knownIn(path: unknown): PrefixSet | undefined {
  if (typeof path !== 'string') return undefined;
  const [list, temporary]: [PrefixList, Lapsing[]] = [prefixList(), []];
  const into = { list, temporary, names: nameList(), now: Date.now() };
  for (const warning of atOnce(parseIgnoreFile(textOf(path), path, into))) diag('warning', warning);
  if (into.names.entries().length > 0)
    diag('warning', `${path}: names are not looked up here: name addresses`);
  return prefixSet([...list, ...temporary.map(({ prefix }) => prefix)]);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--known-good ${path}: ${reasonOf(error)}`);
  }
}

/** Somebody else's log: what is said of it would be nothing, and look like peace. */
function refuseForeign({ accounts, first }: Run, log: LogSource): void {
  const foreign = accounts.reduce((all, { counts }) => all + counts.foreign, 0);
  if (!Number.isNaN(first) || foreign === 0 || (typeof log === 'object' && 'places' in log)) return;
  throw new WorkError(
    `${accounts.map(({ place }) => place).join(', ')}: none of ${foreign} lines is one that portjail writes (docs/log.md): ` +
      'name a log of the sentry, or pipe what "portjail replay" prints',
  );
}

async function showTable(result: Run, notes: readonly string[]): Promise<void> {
  // The table has no room for them.
  for (const note of notes) diag('notice', note);
  for (const piece of csvOf(result)) {
    print(piece);
    await printed();
  }
}
