import type { Account } from '../events/account.ts';
import type { Places } from '../events/places.ts';
import { readEvents } from '../events/read.ts';
import type { Told } from '../log/once.ts';
import type { Positions } from './position.ts';
import { count, put, type Samples, zero } from './samples.ts';

/**
 * Adds what both logs tell behind `from` to `samples`: with no position, all that is kept. Returns where the next reading
 * goes on. What a log does not tell stays as it was, and is missing where it never told anything: it is not 0.
 */
export async function countLogs(samples: Samples, places: Places, from: Positions): Promise<Positions> {
  const hear = (told: Told): void => countTold(samples, told);
  const { log, bans } = await readEvents(
    { places, span: everything, from },
    {
      onTouch: hear,
      onHeld: hear,
      onBan: ({ kind, jail }) => {
        if (kind === 'ban') count(samples, 'portjail_bans_total', { jail });
        if (kind === 'unban') count(samples, 'portjail_unbans_total', { jail });
      },
    },
  );
  for (const [account, name] of [
    [log, 'sentry'],
    [bans, 'fail2ban'],
  ] as const)
    put(samples, 'portjail_log_readable', isReadable(account) ? 1 : 0, { log: name });
  if (isReadable(log)) for (const name of fromOurs) zero(samples, name);
  if (isReadable(bans)) for (const name of fromBans) zero(samples, name);
  return { log: log.position, bans: bans.position };
}

const fromOurs = ['portjail_scans_total', 'portjail_seen_total', 'portjail_held_lines_total'] as const;
const fromBans = ['portjail_bans_total', 'portjail_unbans_total'] as const;

/** Without an end: a clock that went back must not lose lines. */
const everything = { since: 0, until: Number.MAX_SAFE_INTEGER } as const;

/** Whether it tells what happens now: old parts may be gone. */
const isReadable = ({ gaps }: Account): boolean => gaps.every(({ until }) => until < everything.until);

function countTold(samples: Samples, told: Told): void {
  put(samples, 'portjail_last_line_timestamp_seconds', told.time / 1000);
  switch (told.verb) {
    case 'scan':
      put(samples, 'portjail_last_scan_timestamp_seconds', told.time / 1000);
      count(samples, 'portjail_scans_total', { evidence: told.evidence, kind: told.kind });
      break;
    case 'seen':
      count(samples, 'portjail_seen_total', { why: told.why });
      break;
    case 'held':
      count(samples, 'portjail_held_lines_total', { reason: told.reason }, told.lines);
      break;
  }
}
