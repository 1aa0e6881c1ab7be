import { type Account, notesOf } from '../events/account.ts';
import type { Span } from '../events/span.ts';
import type { JailName } from '../jails/pack/names.ts';
import { bannedRows } from './banned.ts';
import { closeRows, sparedRows } from './close.ts';
import type { JailRow, SettingResult, Simulation } from './result.ts';
import type { Run } from './run.ts';
import type { Side } from './side.ts';

/** Rows of each list in the JSON; the CSV has every ban. */
const mostListed = 1000;

/**
 * What a run comes to.
 * @param span as it was asked for; the log may begin later, and end earlier where another's log was read
 * @param notes what else holds for the numbers
 */
export function conclude(run: Run, span: Span, notes: readonly string[]): Simulation {
  const until = Number.isFinite(span.until) ? span.until : run.last;
  for (const side of run.sides) side.server.settle(until / 1000);
  const since = span.since > 0 ? span.since : run.first;
  const spared = sparedRows(run.sides, run, mostListed);
  return {
    since: Number.isNaN(since) ? null : since,
    until: Number.isNaN(until) ? null : until,
    logs: run.accounts.map(({ place }) => place),
    notes: [
      ...accountsOf(run)
        .map(account => asked(account, span))
        .flatMap(notesOf),
      ...boundNotes(run),
      ...notes,
    ],
    scans: run.scans,
    bansInForce: run.real.inForce({ since, until }) ?? null,
    settings: run.sides.map(side => resultOf(side, run, until)),
    spared: spared.rows,
    sparedCount: spared.count,
  };
}

const accountsOf = ({ accounts, bans }: Run): Account[] => [
  ...accounts,
  ...(bans === undefined ? [] : [bans]),
];

/** Where everything is asked for, nothing is missing before the first line. */
const asked = (account: Account, { since }: Span): Account =>
  since > 0 ? account : { ...account, gaps: account.gaps.filter(gap => gap.since > 0) };

/** Where the memory of the simulation ended. */
function boundNotes({ names, sides }: Run): string[] {
  const rows = Math.max(0, ...sides.map(({ tally }) => tally.rows.leftOut));
  return [
    ...(names.leftOut > 0
      ? [
          `there were too many sources: ${names.leftOut} times one had to go, and what it did before is forgotten`,
        ]
      : []),
    ...(rows > 0
      ? [`${rows} bans more than are listed one by one: the sums have them, the lists do not`]
      : []),
  ];
}

function resultOf(side: Side, run: Run, until: number): SettingResult {
  const { tally, setting, knownGood } = side;
  const { sources, again, probes } = tally.sums;
  const jails = jailRows(side, until);
  const close = closeRows(side, run, mostListed);
  const other = run.sides.find(one => one !== side);
  const only = other && whereTrue(run, id => isBanned(side, id) && !isBanned(other, id));
  return {
    config: setting.name,
    jails,
    sources,
    again,
    bans: sum(jails.map(({ bans }) => bans)),
    banHours: sum(jails.map(({ banHours }) => banHours)),
    probesWhileBanned: probes,
    bannedSpared: whereTrue(
      run,
      id => isBanned(side, id) && run.seen.sparedAs(run.ids.slotOf(id)) !== undefined,
    ).count,
    untaken: side.untaken,
    banned: bannedRows(side, run, until, mostListed),
    close: close.rows,
    closeCount: close.count,
    knownGood:
      knownGood === undefined ? null : [...knownGood].map(id => run.names.nameOf(run.ids.slotOf(id))),
    onlyHere: only?.count ?? null,
    someOnlyHere: only?.some ?? [],
  };
}

/** What each jail did; bans that still hold count up to the end. */
function jailRows({ setting, tally, server }: Side, until: number): JailRow[] {
  const open = new Map<JailName, number>();
  server.eachBan((jail, _, since, end) => {
    open.set(jail, (open.get(jail) ?? 0) + Math.max(0, Math.min(end, until / 1000) - since));
  });
  return setting.jails.map(({ name, enabled }) => {
    const { bans, sources, seconds } = tally.sumOf(name);
    return { jail: name, enabled, bans, sources, banHours: (seconds + (open.get(name) ?? 0)) / 3600 };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const isBanned = ({ tally }: Side, id: number): boolean => tally.bansOf(id) > 0;

/** Those that have scanned and of which that is true: how many, and the names of the first ones. */
function whereTrue({ ids, names }: Run, is: (id: number) => boolean): { count: number; some: string[] } {
  const some: string[] = [];
  let count = 0;
  for (let id = 1; id <= ids.size; id++)
    if (is(id) && ++count <= mostListed) some.push(names.nameOf(ids.slotOf(id)));
  return { count, some };
}
