import { UsageError } from '../util/errors.ts';
import { atOnce, inTurns, type Steps } from '../util/steps.ts';
import { explain } from './explain.ts';
import { findDraft } from './find.ts';
import type { ConfigSource } from './options.ts';
import { type Draft, mergedValue, placeOf, type Setting, withSettings } from './read/draft.ts';
import { type HostPaths, hostPaths, isDirectory } from './read/host-files.ts';
import { type Ignored, readIgnored } from './read/ignored.ts';
import { badMode, modeOf } from './read/modes.ts';
import type { Objection } from './read/objection.ts';
import { judge } from './rules/semantics.ts';
import { type Config, configSchema } from './schema/schema.ts';
import { isConfig, isRecord, lastViolations } from './schema/validated.ts';
import { withoutViolations } from './without.ts';

/** A config that may be used, and what its owner should know about it. */
export interface Loaded {
  readonly config: Config;
  /** The file that it came from; undefined for the built-in defaults. */
  readonly file: string | undefined;
  /** Each starts with its place, as far as it has one. */
  readonly warnings: string[];
  /** Those of them that a start only counts: see Note. */
  readonly minor: readonly string[];
  /** ignore.addresses and every ignore file. */
  readonly ignored: Ignored;
}

/** Finds, reads and judges the config. Throws one UsageError with a line for each mistake. */
export const loadConfig = (source: ConfigSource, paths: HostPaths = hostPaths): Loaded =>
  atOnce(judging(found(source, paths)));

/** The same for a running sentry, which has its turn meanwhile: an ignore file may have a million lines. */
export const loadConfigInTurns = async (source: ConfigSource): Promise<Loaded> =>
  await inTurns(judging(found(source, hostPaths)));

function found(source: ConfigSource, paths: HostPaths): Draft {
  const { settings, mistakes } = overrides(source);
  const draft = withSettings(findDraft(source, paths), settings);
  return { ...draft, mistakes: [...draft.mistakes, ...mistakes] };
}

/** The config that a draft makes. Throws one UsageError with a line for each mistake. */
export const judged = (draft: Draft): Loaded => atOnce(judging(draft));

function* judging(draft: Draft): Steps<Loaded> {
  const line = ({ pointer, message, key }: Objection): string =>
    `${placeOf(draft, pointer, key)}: ${pointer === '' ? '/' : pointer}: ${message}`;
  const value = mergedValue(draft);
  const optional = [...(draft.optional ?? []), ...unwrittenFiles(value)];
  const { config, objections } = configOf(value);
  const judgement = config === undefined ? { mistakes: [], warnings: [] } : judge(config);
  const wrong = [
    ...objections,
    ...judgement.mistakes,
    ...(config === undefined ? [] : logDirectories(config)),
  ];
  // A number that is no integer may also be too small: one word about it is enough.
  const all = [...new Set([...draft.mistakes, ...wrong.map(line)])];
  if (config === undefined || all.length > 0) throw new UsageError(all.join('\n'));
  const placed = (index: number): string => placeOf(draft, `/ignore/files/${index}`);
  const { ignored, warnings } = yield* readIgnored(config.ignore, optional, placed);
  return {
    config,
    file: draft.file,
    warnings: [...draft.notes.map(note => note.text), ...judgement.warnings.map(line), ...warnings],
    minor: draft.notes.filter(note => note.minor === true).map(note => note.text),
    ignored,
  };
}

/** The value as a config; where it breaks the schema, with the rest of it, so that every mistake is found at once. */
function configOf(value: unknown): { config: Config | undefined; objections: Objection[] } {
  if (isConfig(value)) return { config: value, objections: [] };
  const violations = lastViolations();
  const rest = withoutViolations(value, violations);
  return { config: isConfig(rest) ? rest : undefined, objections: violations.map(explain) };
}

function overrides({ log, user, tcpMode, udpMode }: ConfigSource): Pick<Draft, 'settings' | 'mistakes'> {
  const settings: Setting[] = [];
  if (log !== undefined)
    settings.push(
      { pointer: '/log/file', value: log, place: '--log' },
      { pointer: '/log/target', value: 'file', place: '--log' },
    );
  if (user !== undefined) settings.push({ pointer: '/user', value: user, place: '--user' });
  const mistakes: string[] = [];
  for (const [protocol, word] of [
    ['tcp', tcpMode],
    ['udp', udpMode],
  ] as const) {
    if (word === undefined) continue;
    const place = `--${protocol}-mode`;
    const mode = modeOf(protocol, word);
    if (mode === undefined) mistakes.push(`${place}: /${protocol}/mode: ${badMode(protocol, word)}`);
    else settings.push({ pointer: `/${protocol}/mode`, value: mode, place });
  }
  return { settings, mistakes };
}

/** The default ignore files, unless somebody wrote ignore.files: then they asked for them. */
function unwrittenFiles(value: unknown): readonly string[] {
  const ignore = isRecord(value) ? value['ignore'] : undefined;
  const written = isRecord(ignore) && ignore['files'] !== undefined;
  return written ? [] : configSchema.properties.ignore.properties.files.default;
}

function logDirectories({ log }: Config): Objection[] {
  return (['file', 'history'] as const)
    .filter(key => log[key] !== '' && isDirectory(log[key]))
    .map(key => ({
      pointer: `/log/${key}`,
      message: `expected a file; ${log[key]} is a directory: name a file in it`,
    }));
}
