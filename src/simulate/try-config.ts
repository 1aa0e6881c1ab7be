import type { Loaded } from '../config/load.ts';
import { secondsOf } from '../config/read/time.ts';
import type { Places } from '../events/places.ts';
import { readOurs } from '../events/read.ts';
import { readFiles, readStream } from '../events/read-files.ts';
import type { Span } from '../events/span.ts';
import { type Jail, jailsOf } from '../jails/pack/context.ts';
import { withNames } from '../names/ignored.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import { conclude } from './conclude.ts';
import type { Installed } from './installed.ts';
import { othersNotes } from './others.ts';
import type { Simulation } from './result.ts';
import { type ReadLog, type Run, runSettings } from './run.ts';
import { jailSettings } from './settings.ts';
import type { Setting } from './side.ts';
import { createSpares } from './spares.ts';

/** A config that is tried. */
export interface Tried {
  readonly name: string;
  readonly loaded: Loaded;
  /** Its jails where they are known, as after an installation. */
  readonly jails?: readonly Jail[];
}

export interface Trial {
  /** One, or two that are compared: then they have one trigger. */
  readonly tried: readonly [Tried, ...Tried[]];
  readonly installed: Installed;
  readonly span: Span;
  readonly log: LogSource;
  readonly known?: PrefixSet | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Where the lines are: where this host has them, in files that somebody names, or on standard input. */
export type LogSource = { readonly places: Places } | { readonly paths: readonly string[] } | 'stdin';

/** Tries the configs on a log, and says what would have been; the run is for the table of all bans. */
export async function tryConfigs(
  trial: Trial,
): Promise<{ readonly run: Run; readonly simulation: Simulation }> {
  const { tried, installed, span, log, known, signal, onProgress } = trial;
  const [{ loaded }] = tried;
  const { handshake, packet, window } = loaded.config.trigger;
  const settings = tried.map(one => settingOf(one, installed));
  const isOurs = typeof log === 'object' && 'places' in log;
  const run = await runSettings({
    settings,
    trigger: { handshake, packet },
    window: secondsOf(window) * 1000,
    readLog: reader(log, span, signal),
    bans: isOurs ? { places: log.places, span, ...(signal && { signal }) } : undefined,
    known,
    onProgress,
  });
  const notes = [
    ...installed.notesOn(settings[0]?.jails ?? []),
    ...watchedApart(tried),
    ...(isOurs ? await othersNotes(loaded.config, log.places, span) : []),
    ...(tried.some(one => one.loaded.ignored.names.length > 0)
      ? ['a name in the ignore files spares the addresses that it has now, as "portjail status" shows them']
      : []),
    ...(isOurs
      ? []
      : [
          "whether bans were in force when these lines were written is not known: no log of Fail2ban's was read",
        ]),
  ];
  return { run, simulation: conclude(run, span, notes) };
}

/** What a config watches has decided what is in the log, as its trigger has. */
function watchedApart([first, second]: readonly Tried[]): string[] {
  if (first === undefined || second === undefined) return [];
  const apart = (['tcp', 'udp', 'interfaces'] as const).filter(
    key => JSON.stringify(first.loaded.config[key]) !== JSON.stringify(second.loaded.config[key]),
  );
  if (apart.length === 0) return [];
  return [
    `${first.name} and ${second.name} watch other things (${apart.join(', ')}): the log has what was watched when it was written`,
  ];
}

function settingOf(
  { name, loaded, jails }: Tried,
  { host, completed, purgeage, ignoreips }: Installed,
): Setting {
  const now = Date.now();
  return {
    name,
    jails: completed(jailSettings(jails ?? jailsOf(loaded.config, host))),
    spares: createSpares(withNames(loaded.ignored, now).set, ignoreips, now),
    purgeage,
  };
}

function reader(log: LogSource, span: Span, signal: AbortSignal | undefined): ReadLog {
  return async (hearer, onProgress) => {
    if (log === 'stdin') return [await readStream(process.stdin, 'standard input', span, hearer)];
    if ('paths' in log && log.paths.length > 1) return [await readFiles(log.paths, span, hearer, onProgress)];
    const reading = { span, ...(onProgress && { onProgress }), ...(signal && { signal }) };
    return [await readOurs({ places: placesOf(log), ...reading }, hearer)];
  };
}

/** One file that is named is read with its rotated ones. */
const placesOf = (log: Exclude<LogSource, 'stdin'>): Places =>
  'places' in log
    ? log.places
    : { log: { kind: 'file', path: log.paths[0] ?? '' }, bans: { kind: 'nowhere', why: '' } };
