import { prefixOf } from '../../config/ignore-file/wish.ts';
import { type Loaded, loadConfig } from '../../config/load.ts';
import { configOptions, sourceOf } from '../../config/options.ts';
import { followEvents } from '../../events/follow.ts';
import { bansPlace, logPlace, type Places, sharedPlace } from '../../events/places.ts';
import { reasonOf } from '../../events/reason.ts';
import type { Shared } from '../../events/shared/hear-shared.ts';
import { parseSince } from '../../events/span.ts';
import type { Told } from '../../log/once.ts';
import { formatJson, formatSharedJson, formatSharedText, formatText } from '../../monitor/format.ts';
import { type Watching, watch } from '../../monitor/live.ts';
import { isLargeEnough } from '../../monitor/screen/look.ts';
import { abilitiesOf } from '../../monitor/terminal/abilities.ts';
import { createTerminal } from '../../monitor/terminal/terminal.ts';
import { type ServiceNames, serviceNames } from '../../net/service-names.ts';
import { diag } from '../../util/diag.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { NoFile } from '../../util/files/plain-file.ts';
import type { Options } from '../../util/option.ts';
import { print } from '../../util/print.ts';
import { bansNow } from '../../why/bans-now.ts';
import { eventWords } from '../../why/rows.ts';
import { tellingOf } from '../../why/telling.ts';
import { commandsText } from '../../why/text.ts';
import { type Arguments, type Help, refuseOperands } from '../command.ts';

export const help = {
  forms: ['[-c FILE] [--log FILE] [--since TIME] [--plain] [--json]'],
  about: `Shows what happens, live, where standard output is a terminal: how many lines came of which evidence,
who they name and whether Fail2ban bans them, which ports, the last lines; "?" lists the keys. It
begins with the last hour, or with --since. It changes nothing: how to unban or to ignore a source is shown.

Else, with --plain, and where the terminal has less than 40 columns or 10 rows, it follows the log and
prints each line for people: local time, source, port, kind, evidence, verdict, and what the source
did so far. What other hosts of a fleet have named is marked as theirs, and counts as no probe. Both go on over rotation, and wait for a log that is not there yet. With log.target
"journal" they read what the unit portjail.service has written there. Ctrl-C ends it. It reads the
log.format "portjail", not "portsentry-2". NO_COLOR in the environment: no colours.`,
  exit: ['ended by a signal or a key', 'the work failed', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  since: {
    type: 'string',
    value: 'TIME',
    what: 'first what the log and its rotated files hold since then: 10m, 2h, 1d, or a time such as 2026-11-22T08:00 (local, unless it names a zone)',
  },
  plain: { type: 'boolean', what: 'lines, in a terminal too' },
  json: { type: 'boolean', what: 'one JSON object a line, times in UTC, for log shippers' },
} as const satisfies Options;

/** Follows the log until SIGINT, SIGTERM, a key, or until nobody reads standard output any more. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('monitor', { positionals });
  const since = typeof values['since'] === 'string' ? parseSince(values['since'], Date.now()) : undefined;
  const loaded = loadConfig(sourceOf(values));
  const { config } = loaded;
  const places = { log: logPlace(config), shared: sharedPlace(config) };
  const ended = endSignal();
  const asked = values['plain'] === true || values['json'] === true;
  const foreign =
    !asked && isForLive(process.stdout)
      ? await watch(live(loaded, places, since, ended))
      : await printLines(places, since, values['json'] === true, ended);
  sayUnknown(foreign);
  return 0;
}

/** Whether standard output is a terminal that can show more than lines. */
const isForLive = ({ isTTY, columns, rows }: NodeJS.WriteStream): boolean =>
  isTTY === true && isLargeEnough({ columns, rows }) && process.env['TERM'] !== 'dumb';

/** What a live view begins with where nobody says since when (milliseconds). */
const usual = 3_600_000;

function live(
  loaded: Loaded,
  places: Omit<Places, 'bans'>,
  since: number | undefined,
  signal: AbortSignal,
): Watching {
  const services = serviceNames();
  return {
    places: { ...places, bans: bansPlace() },
    since: since ?? Date.now() - usual,
    terminal: createTerminal(),
    abilities: abilitiesOf(process.env, process.stdout.getColorDepth()),
    printLine: told => print(`${formatText(told, services)}\n`),
    problemText,
    teller: teller(loaded, services),
    signal,
  };
}

/** As `portjail why` tells it. */
const teller =
  (loaded: Loaded, services: ServiceNames): Watching['teller'] =>
  source => {
    const telling = tellingOf(prefixOf(source), loaded, services);
    return {
      words: event => eventWords(event, telling),
      commands: events => commandsText(telling, bansNow(events)),
    };
  };

async function printLines(
  places: Omit<Places, 'bans'>,
  since: number | undefined,
  isJson: boolean,
  ended: AbortSignal,
): Promise<number> {
  const services = serviceNames();
  const [format, formatShared] = isJson ? [formatJson, formatSharedJson] : [formatText, formatSharedText];
  const show = (entry: Told): void => print(`${format(entry, services)}\n`);
  const onShared = (entry: Shared): void => print(`${formatShared(entry, services)}\n`);
  const onProblem = (place: string, error: Error): void => diag('warning', problemText(place, error));
  const following = followEvents(
    { places, since: { log: since }, onProblem },
    { onTouch: show, onHeld: show, onShared },
  );
  await aborted(ended);
  await following.stop();
  return following.foreign();
}

function problemText(log: string, error: Error): string {
  if (errorCode(error) === 'ENOENT') return `${log} does not exist yet: waiting for it`;
  if (error instanceof NoFile) return `${log} ${error.message}`;
  // An error of a rotated file names it and has the system's words as its cause.
  return error.cause === undefined
    ? `cannot read ${log}: ${reasonOf(error)}`
    : `${error.message}: ${reasonOf(error.cause)}`;
}

/** Aborts when the user has seen enough: Ctrl-C, a polite kill, or `| head` that has closed the pipe. */
function endSignal(): AbortSignal {
  const end = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => end.abort());
  process.stdout.on('error', error => {
    if (errorCode(error) !== 'EPIPE') diag('error', `standard output: ${errorMessage(error)}`);
    end.abort();
  });
  return end.signal;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function sayUnknown(count: number): void {
  if (count > 0)
    diag(
      'notice',
      `${count === 1 ? '1 line' : `${count} lines`} not shown: not of the form that portjail writes`,
    );
}
