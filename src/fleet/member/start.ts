import type { Loaded } from '../../config/load.ts';
import { secondsOf } from '../../config/read/time.ts';
import type { Config } from '../../config/schema/schema.ts';
import { journalUnit } from '../../log/journal.ts';
import { every } from '../../util/every.ts';
import { steady } from '../../util/steady.ts';
import { credentialsOf, openLink } from '../link/connect.ts';
import { openAlone } from '../open-alone.ts';
import type { FleetPlaces } from '../place.ts';
import { recallLines } from '../receive/recall.ts';
import { createReceiver } from '../receive/receiver.ts';
import { createJournalSender } from '../send/journal-sender.ts';
import { cursorFile, positionFile } from '../send/position-file.ts';
import { createSender, type Sender } from '../send/sender.ts';
import { writeFleetStatus } from '../status/file.ts';
import type { FleetStatus } from '../status/shape.ts';
import { openLocalLaw } from './local-law.ts';
import { startMember } from './member.ts';

/** A fleet's process at work. */
export interface RunningFleet {
  /** Resolves when it has ended, with every line on disk. */
  readonly done: Promise<void>;
  status(): FleetStatus;
  /** Opens the log anew, after a rotation. */
  reopen(): void;
}

/** Those that wait are let speak this often; this host and the log are looked after, and the status written, that often (milliseconds). */
const releaseEvery = 100;
const tendEvery = 5_000;

/** Opens what it works with and starts. Throws WorkError when something of it cannot be had. */
export async function startFleet(
  config: Config,
  load: () => Loaded,
  places: FleetPlaces,
  ended: AbortSignal,
  clock = Date.now,
): Promise<RunningFleet> {
  const { fleet } = config;
  const log = openAlone(places.log, 'portjail fleet');
  const local = await openLocalLaw(load);
  const receiver = createReceiver({ config, law: local.law, log });
  await recallLines(places.log, receiver, clock());
  const member = startMember({
    fleet,
    receiver,
    sender: senderOf(config, places.position, clock),
    clock,
    ended,
    open: () => openLink(fleet.servers, credentialsOf(fleet, fleet.name)),
    // Who looks at once sees it, too.
    onChange: steady('writing the status', () => write()),
  });
  const write = (): void => writeFleetStatus(places.status, member.status());
  write();
  const timers = [
    every(releaseEvery, 'letting those speak that wait', () => receiver.tick(clock())),
    every(tendEvery, 'looking at this host again', () => {
      log.tend();
      local.look();
    }),
    every(tendEvery, 'writing the status', write),
  ];
  const done = member.done.then(() => {
    for (const timer of timers) clearInterval(timer);
    local.close();
    log.close();
    write();
  });
  return {
    done,
    reopen: () => log.reopen(),
    status: () => member.status(),
  };
}

function senderOf({ fleet, log }: Config, path: string, clock: () => number): Sender | undefined {
  if (!fleet.publish) return undefined;
  const since = (): number => clock() - secondsOf(fleet.maxAge) * 1000;
  if (log.target === 'journal')
    return createJournalSender({
      matches: [`_SYSTEMD_UNIT=${journalUnit}`],
      cursor: cursorFile(path),
      since,
    });
  return createSender({ log: log.file, position: positionFile(path, log.file), since });
}
