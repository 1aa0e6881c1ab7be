import { loadConfig } from '../../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../../config/options.ts';
import { followEvents } from '../../events/follow.ts';
import { logPlace } from '../../events/places.ts';
import { parseSince } from '../../events/span.ts';
import type { Told } from '../../log/once.ts';
import { formatJson, formatText } from '../../monitor/format.ts';
import { serviceNames } from '../../net/service-names.ts';
import { diag } from '../../util/diag.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { NoFile } from '../../util/files/plain-file.ts';
import { print } from '../../util/print.ts';
import { type Arguments, refuseOperands } from '../command.ts';

export const usage = `portjail monitor [-c FILE] [--log FILE] [--since TIME] [--json]

Follows the log and prints each line for people: local time, source, port, kind, evidence, verdict,
and what the source did so far. Goes on over rotation, and waits for a log that is not there yet.
With log.target "journal" it reads what the unit portjail.service has written there. Ends at
Ctrl-C. It reads the log.format "portjail", not "portsentry-2".

${configUsage}      --since TIME     first what the log and its rotated files hold since then: 10m, 2h, 1d,
                       or a time such as 2026-11-22T08:00 (local, unless it names a zone)
      --json           one JSON object a line, times in UTC
`;

export const options = {
  ...configOptions,
  since: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Follows the log until SIGINT, SIGTERM, or until nobody reads standard output any more. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('monitor', { positionals });
  const since = typeof values['since'] === 'string' ? parseSince(values['since'], Date.now()) : undefined;
  const { config } = loadConfig(sourceOf(values));
  const services = serviceNames();
  const format = values['json'] === true ? formatJson : formatText;
  const show = (entry: Told): void => print(`${format(entry, services)}\n`);
  const ended = endSignal();
  const following = followEvents(
    {
      places: { log: logPlace(config) },
      since: { log: since },
      onProblem: (place, error) => diag('warning', problemText(place, error)),
    },
    { onTouch: show, onHeld: show },
  );
  await aborted(ended);
  await following.stop();
  sayUnknown(following.foreign());
  return 0;
}

function problemText(log: string, error: Error): string {
  if (errorCode(error) === 'ENOENT') return `${log} does not exist yet: waiting for it`;
  if (error instanceof NoFile) return `${log} ${error.message}`;
  // An error of a rotated file names it and has the system's words as its cause.
  return error.cause === undefined
    ? `cannot read ${log}: ${error.message}`
    : `${error.message}: ${errorMessage(error.cause)}`;
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
