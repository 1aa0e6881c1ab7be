import { loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { namesServers } from '../config/read/in-fleet.ts';
import { installedLog } from '../jails/install/installed-log.ts';
import { softLink } from '../log/open-log.ts';
import { answersPath, askerOf } from '../names/answers.ts';
import { readAnswers } from '../names/file.ts';
import { type Alert, lastScans } from '../status/alerts.ts';
import { findFleet } from '../status/fleet/find.ts';
import { fleetProblems, fleetWarnings } from '../status/fleet/problems.ts';
import { forceBy } from '../status/force.ts';
import { statusPath } from '../status/place.ts';
import {
  jailProblems,
  livingStatus,
  nameProblems,
  networkProblems,
  sentryProblems,
  sentryWarnings,
} from '../status/problems.ts';
import { readSettled } from '../status/read.ts';
import { askStanding } from '../status/standing.ts';
import { statusText } from '../status/text.ts';
import { errorCode, errorMessage, UsageError } from '../util/errors.ts';
import { linkAt } from '../util/files/change.ts';
import { NoFile } from '../util/files/plain-file.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE] [--log FILE] [--json]'],
  about: `One screen: the sentry and its counters, the jails and whom they ban, the last alerts, the fleet where this host is in
one, who is protected, and what is wrong, with its fix. It reads the running sentry's /run/portjail/status.json
($RUNTIME_DIRECTORY, where that is set) and asks Fail2ban, both of which need root, and reads what portjail-fleet says of
itself. Of the config it takes the alerts of the log where no sentry runs, and whether there is to be a fleet.`,
  exit: [
    'the sentry runs and so do the jails that are switched on',
    'something does not',
    'wrong usage or config',
  ],
} satisfies Help;

export const options = {
  ...configOptions,
  json: {
    type: 'boolean',
    what: 'what status.json holds, with running, force, fail2ban, jails, fleet, problems and warnings',
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('status', { positionals });
  const path = statusPath();
  const standing = await askStanding();
  const { server, jails } = standing;
  const found = await readSettled(path);
  const now = Date.now();
  const status = livingStatus(found);
  const written = status === undefined ? fromConfig(values) : undefined;
  const alerts = status?.alerts ?? written?.alerts ?? [];
  // By the config that the sentry has, which need not be where one is looked for.
  const source = { ...(status?.config ? { file: status.config } : {}), ...sourceOf(values) };
  const fleet = findFleet(() => namesServers(source));
  const problems = [
    ...sentryProblems(found, path, now),
    ...nameProblems(status, askerOf(readAnswers(answersPath()).found, now)),
    ...jailProblems(standing, status?.log?.file ?? written?.log, installedLog()),
    ...networkProblems(jails, alerts),
    ...fleetProblems(fleet, now),
    ...(written?.unread ?? []),
    ...(written?.mistakes ?? []),
  ];
  const warnings = [...sentryWarnings(status), ...fleetWarnings(fleet)];
  const force = forceBy(found, status !== undefined, standing);
  const all = {
    ...status,
    running: status !== undefined,
    force,
    fail2ban: server === 'up' ? 'runs' : server,
    jails,
    alerts,
    fleet: fleet === undefined ? null : { running: fleet.runs, ...fleet.status },
    problems,
    warnings,
  };
  print(
    values['json'] === true
      ? `${JSON.stringify(all, null, 2)}\n`
      : statusText({ status, force, jails, alerts, fleet, problems, warnings, now }),
  );
  if ((written?.mistakes.length ?? 0) > 0) return 2;
  return problems.length === 0 ? 0 : 1;
}

/** What is left to be said when no sentry says it. A mistake in the config is likely why none runs. */
function fromConfig(values: Arguments['values']) {
  try {
    const { log } = loadConfig(sourceOf(values)).config;
    return { log: log.file, mistakes: [], ...scansIn(log.file) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { log: undefined, alerts: [], unread: [], mistakes: errorMessage(error).split('\n') };
  }
}

/** A log that is not there, or not for this user, has no alerts; what stands in its place is a problem. */
function scansIn(log: string): { alerts: Alert[]; unread: string[] } {
  try {
    // `run` and `install` refuse it, wherever it leads.
    if (linkAt(log) !== undefined) return { alerts: [], unread: [softLink(log)] };
    return { alerts: lastScans(log), unread: [] };
  } catch (error) {
    if (error instanceof NoFile) return { alerts: [], unread: [`${log} ${error.message}`] };
    if (errorCode(error) === undefined) throw error;
    return { alerts: [], unread: [] };
  }
}
