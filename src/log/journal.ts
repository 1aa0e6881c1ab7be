import { fstatSync } from 'node:fs';
import { UsageError } from '../util/errors.ts';
import type { Writer } from './writer.ts';

/**
 * systemd's journal as the place for lines: standard output, once systemd has connected it. The unit's name, by which
 * Fail2ban picks the lines, is then put there by the journal itself; any local user can send other fields.
 */

/** The unit whose lines the jails read. */
export const journalUnit = 'portjail.service';

/** Throws UsageError where standard output does not lead into the journal. */
export function openJournal(): Writer {
  const { dev, ino } = fstatSync(1);
  // Source: systemd.exec(5), $JOURNAL_STREAM.
  if (process.env['JOURNAL_STREAM'] !== `${dev}:${ino}`)
    throw new UsageError(
      `log.target is journal, but standard output does not lead there: start the sentry as the unit ${journalUnit}, ` +
        'or set log.target to file',
    );
  let lost = 0;
  const onError = (): void => {
    lost++;
  };
  process.stdout.on('error', onError);
  return {
    write: line => void process.stdout.write(`${line}\n`),
    reopen: () => {},
    tend: () => {},
    place: () => undefined,
    trouble: () => undefined,
    close: () => void process.stdout.off('error', onError),
    get lost() {
      return lost;
    },
  };
}
