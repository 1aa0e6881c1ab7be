import { fstatSync, statSync, writeSync } from 'node:fs';
import { isUnreadable, unreadOf } from '../capture/file/tally.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { capturing } from '../config/watched.ts';
import { rulesOf } from '../daemon/rules.ts';
import { ownSide } from '../detect/spare/own.ts';
import { createTracker } from '../detect/track/tracker.ts';
import { nothingAttached } from '../detect/watch/attached.ts';
import { installedLog } from '../jails/install/installed-log.ts';
import { createSink } from '../log/sink.ts';
import { printer } from '../log/writer.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { pipeline } from '../pipeline.ts';
import { replay } from '../sentry/replay.ts';
import { diag } from '../util/diag.ts';
import { UsageError } from '../util/errors.ts';
import type { Arguments, Help } from './command.ts';

export const help = {
  forms: ['FILE [-c FILE | --defaults] [--tcp-mode MODE] [--udp-mode MODE]'],
  about: `Reads a capture file (pcap or pcapng, also gzipped) as stealth mode would have seen it live, with the time of its
packets, and prints the same lines to standard output. It never writes to a log that a jail reads: what is past must ban
nobody.`,
  exit: ['fine', 'FILE cannot be read, or nothing of what is in it', 'wrong usage or config'],
} satisfies Help;

export const options = configOptions;

export async function run({ values, positionals }: Arguments): Promise<number> {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('replay takes one capture file: see portjail replay --help');
  const loaded = loadConfig(sourceOf(values));
  if (!capturing(loaded.config)) {
    throw new UsageError(
      'replay needs stealth or advanced mode: set it in the config, or add --tcp-mode stealth',
    );
  }
  mustNotBan(loaded);
  const sink = createSink(
    loaded.config,
    printer(line => writeSync(1, line)),
  );
  // Whose addresses were this host's own, its gateway's or a peer's is not in the file; who is ignored is in the config.
  const rules = rulesOf(loaded, {
    own: ownSide({}, []),
    attached: nothingAttached,
    spared: { own: prefixSet([]), hosts: prefixSet([]) },
  });
  let last = 0;
  const verdicts = pipeline(rules, createTracker(), sink);
  const { warning, tally } = await replay(file, loaded.config, {
    probe: probe => {
      last = probe.time;
      verdicts.report(probe);
    },
    answer: verdicts.answered,
  });
  verdicts.end(last);
  if (warning !== undefined) diag('warning', warning);
  const { counters } = verdicts;
  const sum = `${counters.probes} probes, ${counters.scan + counters.seen} lines`;
  diag('notice', [sum, ...unreadOf(tally)].join('; '));
  return isUnreadable(tally) ? 1 : 0;
}

/** Standard output may have been sent into the very log that a jail follows. */
function mustNotBan({ config }: Loaded): void {
  const output = fstatSync(1);
  for (const log of [config.log.file, config.log.history, installedLog()]) {
    const stat = log === undefined || log === '' ? undefined : statSync(log, { throwIfNoEntry: false });
    if (stat === undefined || stat.ino !== output.ino || stat.dev !== output.dev) continue;
    throw new UsageError(`standard output is ${log}, which a jail may read: write to another file`);
  }
}
