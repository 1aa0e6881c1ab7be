import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { mostAhead } from '../../fleet/receive/judge.ts';
import { oddText } from '../../fleet/status/odd.ts';
import type { FleetStatus } from '../../fleet/status/shape.ts';
import type { Caveat } from '../caveats.ts';
import { ago, silence, tooLong } from '../silence.ts';
import type { FleetFound } from './find.ts';

/** What keeps the fleet from doing its work here, and what an administrator should know of it; each undefined where all is well. */

/** It is to run and does not. */
export function fleetDown({ status, runs }: FleetFound, now: number): Caveat | undefined {
  if (runs) return undefined;
  const last = status === undefined ? '' : `, which was seen last ${ago(status.time, now)}`;
  return {
    what: `the config names a server of a fleet, and no "portjail fleet run" runs${last}: nothing is told to others, and nothing of theirs is heard`,
    fix: '"systemctl enable --now portjail-fleet"; "journalctl -u portjail-fleet" says why it ended',
  };
}

export function fleetSilent({ pid, time }: FleetStatus, now: number): Caveat | undefined {
  const how = silence(time, now, 'its status');
  return how === undefined
    ? undefined
    : { what: `portjail-fleet (pid ${pid}) lives but ${how}`, fix: '"systemctl restart portjail-fleet"' };
}

const askHub = '"portjail fleet check" says what is wrong; what is missed meanwhile is told and heard later';

/** No connection; one that has only begun has some seconds. */
export function noHub({ server, why, since }: FleetStatus, now: number): Caveat | undefined {
  if (server !== '' || (why === '' && now - since < tooLong)) return undefined;
  const how = why === '' ? '' : `: ${why}`;
  return { what: `portjail-fleet has no connection to its hub since ${ago(since, now)}${how}`, fix: askHub };
}

/** A connection over which not all works. */
export function hubRefuses({ server, why }: FleetStatus): Caveat | undefined {
  if (server === '' || why === '') return undefined;
  return { what: `portjail-fleet is connected to ${server}, and there is trouble: ${why}`, fix: askHub };
}

/** From how far on it is said of a clock (milliseconds): a hub that is slow to reply looks some seconds off. */
const worthSaying = 60_000;

export function clockOff({ hubAhead }: FleetStatus): (Caveat & { readonly isHarm: boolean }) | undefined {
  if (hubAhead === null || Math.abs(hubAhead) < worthSaying) return undefined;
  const isHarm = Math.abs(hubAhead) > mostAhead;
  const how = `${formatDistanceStrict(0, hubAhead)} ${hubAhead > 0 ? 'behind' : 'ahead of'} that of the hub`;
  const harm = hubAhead > 0 ? 'it does not take what others tell' : 'others do not take what it tells';
  return {
    what: `the clock of this host is ${how}${isHarm ? `: ${harm}` : ''}`,
    fix: 'set the clock (timedatectl, chronyc makestep)',
    isHarm,
  };
}

/** Hosts that are named; "portjail fleet status" has more. */
const fewHosts = 3;

/** Hosts that tell what no sound one does, by their names. */
export function oddHosts({ origins }: FleetStatus): Caveat | undefined {
  const odd = origins.flatMap(origin => {
    const text = oddText(origin);
    return text === '' ? [] : `${origin.name} (${text})`;
  });
  if (odd.length === 0) return undefined;
  const more = odd.length - fewHosts;
  return {
    what: `hosts of the fleet that tell what no sound one does: ${odd.slice(0, fewHosts).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    fix: 'look at them: broken, of another version, or taken over. "portjail fleet hub" puts out who is no longer in its file (docs/fleet.md)',
  };
}

/** Nobody could be named by now, since too few have told anything. */
export function tooFew({ hosts, totals, origins }: FleetStatus): Caveat | undefined {
  if (totals.alone === 0 || totals.lines > 0 || origins.length >= hosts) return undefined;
  const others = origins.length === 1 ? '1 other host has' : `${origins.length} other hosts have`;
  return {
    what: `${others} told anything, and fleet.hosts is ${hosts}: nobody is named by their word`,
    fix: 'a fleet of two or three sets "hosts": 1; else see to it that more hosts tell ("portjail fleet check" there)',
  };
}

/** What keeps it from working, as `status` says it. */
export function fleetProblems(found: FleetFound | undefined, now: number): string[] {
  if (found === undefined) return [];
  const { status, runs } = found;
  if (status === undefined || !runs) return texts([fleetDown(found, now)]);
  const clock = clockOff(status);
  return texts([
    fleetSilent(status, now),
    noHub(status, now),
    hubRefuses(status),
    clock?.isHarm ? clock : undefined,
  ]);
}

/** What is worth a word though it works. */
export function fleetWarnings(found: FleetFound | undefined): string[] {
  if (found?.status === undefined || !found.runs) return [];
  const clock = clockOff(found.status);
  return texts([clock?.isHarm ? undefined : clock, oddHosts(found.status), tooFew(found.status)]);
}

const texts = (caveats: readonly (Caveat | undefined)[]): string[] =>
  caveats.flatMap(caveat => (caveat === undefined ? [] : `${caveat.what}: ${caveat.fix}`));
