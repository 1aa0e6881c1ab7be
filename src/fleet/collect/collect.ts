import type { NatsConnection } from '@nats-io/transport-node';
import { every } from '../../util/every.ts';
import { keepLinked } from '../link/keep.ts';
import { listen, type Reads } from '../link/listen.ts';
import { patiently } from '../link/patiently.ts';
import { createTroubles } from '../member/troubles.ts';
import { anyScan, scanStream } from '../names.ts';
import { openAlone } from '../open-alone.ts';
import { type Collector, openCollector } from './collector.ts';

/** Who may hear every host and tell nothing. */
export const collectorUser = 'collector';

const tendEvery = 5_000;

export interface Collecting {
  /** Resolves when it has ended, with every line on disk. */
  readonly done: Promise<void>;
  readonly counts: () => Collector['counts'];
  reopen(): void;
}

/** Collects into a log, over whatever connection there is, until it is ended. Throws as openAlone does. */
export async function startCollecting(
  path: string,
  open: () => Promise<NatsConnection>,
  ended: AbortSignal,
): Promise<Collecting> {
  const log = openAlone(path, 'collector');
  const { collector, since } = await openCollector(path, log, Date.now());
  const troubles = createTroubles();
  const reads: Reads = new Map();
  const onMessage = (subject: string, bytes: Uint8Array): void => collector.hear(subject, bytes, Date.now());
  const heard = [{ stream: scanStream, subjects: anyScan, onMessage, since: () => since }];
  const serve = async (link: NatsConnection): Promise<void> => {
    troubles.tell('the connection', '');
    const over = new AbortController();
    const end = (): void => over.abort();
    ended.addEventListener('abort', end, { once: true });
    link.closed().then(end, end);
    const hearing = (onCaughtUp: () => void): Promise<void> =>
      listen(link, heard, { reads, onCaughtUp, ended: over.signal });
    await patiently(hearing, why => troubles.tell('hearing the hosts', why), over.signal);
    ended.removeEventListener('abort', end);
  };
  const timer = every(tendEvery, 'looking after the log', () => log.tend());
  const done = keepLinked({ open, serve, onFailure: why => troubles.tell('the connection', why), ended });
  return {
    done: done.then(() => {
      clearInterval(timer);
      log.close();
    }),
    counts: () => collector.counts,
    reopen: () => log.reopen(),
  };
}
