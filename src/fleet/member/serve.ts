import type { NatsConnection } from '@nats-io/transport-node';
import { secondsOf } from '../../config/read/time.ts';
import type { Config } from '../../config/schema/schema.ts';
import { formatEvent } from '../event.ts';
import type { HubClock } from '../link/hub-clock.ts';
import { type Heard, listen, type Reads } from '../link/listen.ts';
import { patiently } from '../link/patiently.ts';
import { publish } from '../link/publish.ts';
import { anyPardon, anyScan, pardonStream, scanStream, scanSubject } from '../names.ts';
import { pardonHolds } from '../pardon.ts';
import type { Receiver } from '../receive/receiver.ts';
import type { Sender } from '../send/sender.ts';
import type { Tell } from '../send/tell-all.ts';
import type { Troubles } from './troubles.ts';

/** What a connection is served with. */
export interface Serving {
  readonly fleet: Config['fleet'];
  readonly receiver: Receiver;
  /** Undefined where nothing is told. */
  readonly sender: Sender | undefined;
  readonly clock: () => number;
  readonly troubles: Troubles;
  /** What was read of the streams, kept while this process lives; before it, as much is fetched as may still count. */
  readonly reads: Reads;
  readonly hubClock: HubClock;
  /** Called when all that was missed has come. */
  readonly onCaughtUp: () => void;
}

/** Tells and hears over a connection until it ends, or until it is ended. */
export async function serve(link: NatsConnection, ended: AbortSignal, serving: Serving): Promise<void> {
  const { fleet, sender, troubles } = serving;
  const over = new AbortController();
  const end = (): void => over.abort();
  ended.addEventListener('abort', end, { once: true });
  link.closed().then(end, end);
  const part = (name: string, work: (well: () => void) => Promise<void>): Promise<void> =>
    patiently(work, why => troubles.tell(name, why), over.signal);
  try {
    await Promise.all([
      fleet.accept === false ? undefined : part('hearing others', hearing(link, over.signal, serving)),
      sender && part('telling others', well => sender.follow(tellBy(link, fleet.name), over.signal, well)),
      link.closed(),
    ]);
  } finally {
    ended.removeEventListener('abort', end);
  }
}

const tellBy =
  (link: NatsConnection, host: string): Tell =>
  event =>
    publish(link, { subject: scanSubject(host), text: formatEvent(event) });

const hearing =
  (link: NatsConnection, ended: AbortSignal, serving: Serving) =>
  (well: () => void): Promise<void> => {
    const onCaughtUp = (): void => {
      serving.onCaughtUp();
      well();
    };
    const { reads, hubClock } = serving;
    return listen(link, heardBy(serving), { reads, onCaughtUp, ended, hubClock });
  };

/** Pardons first, so that nobody is named whom one pardons. */
const heardBy = ({ fleet, receiver, clock }: Serving): readonly Heard[] => [
  {
    stream: pardonStream,
    subjects: anyPardon,
    onMessage: (subject, bytes) => receiver.pardon(subject, bytes, clock()),
    since: () => clock() - pardonHolds,
  },
  {
    stream: scanStream,
    subjects: anyScan,
    onMessage: (subject, bytes) => receiver.hear(subject, bytes, clock()),
    since: () => clock() - secondsOf(fleet.maxAge) * 1000,
  },
];
