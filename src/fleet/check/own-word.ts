import { EventEmitter, once } from 'node:events';
import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage } from '../../util/errors.ts';
import { formatCheck } from '../event.ts';
import { publish } from '../link/publish.ts';
import { within } from '../link/within.ts';
import { keptSubject, scanSubject } from '../names.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** How long a message may be under way (milliseconds). */
const patience = 5_000;

/** Whether the hub keeps what a host tells, and hands it on. */
export async function checkOwnWord(link: NatsConnection, name: string): Promise<Finding> {
  const subject = scanSubject(name);
  const heard = new EventEmitter();
  // Nothing comes of it where it is heard.
  const text = formatCheck(Date.now());
  const subscription = link.subscribe(keptSubject(subject), {
    callback: (_error, message) => void heard.emit(message.string()),
  });
  try {
    await link.flush();
    const back = once(heard, text);
    const start = performance.now();
    await publish(link, { subject, text });
    const kept = performance.now() - start;
    await within(patience, 'the hub has it, and does not hand it on', back);
    return fine(
      `told as ${name}: kept after ${kept.toFixed(0)} ms, back after ${(performance.now() - start).toFixed(0)} ms`,
    );
  } catch (error) {
    return wrong(
      `told as ${name}: ${errorMessage(error)}; was nats-server started again since it knows ${name}?`,
    );
  } finally {
    subscription.unsubscribe();
  }
}

/** Whether the hub refuses what a host tells in the name of another. */
export async function checkForeignWord(link: NatsConnection, name: string): Promise<Finding> {
  const other = otherThan(name);
  try {
    await publish(link, { subject: scanSubject(other), text: formatCheck(Date.now()) });
    return wrong(
      `the hub lets ${name} speak as ${other}: its config is not what "portjail fleet hub" has made`,
    );
  } catch (error) {
    const why = errorMessage(error);
    return /permission/i.test(why)
      ? fine(`refused as ${other}`)
      : wrong(`whether the hub lets ${name} speak as ${other}, it cannot tell: ${why}`);
  }
}

/** Nobody's name: where the hub would let it pass, it is a host that nobody has. */
export const otherThan = (name: string): string => (name === 'nobody' ? 'nobody-else' : 'nobody');
