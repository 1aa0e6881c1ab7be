import { formatAddress } from '../../net/address.ts';
import { SystemError } from '../../sys/libc.ts';
import { openEndings } from '../../sys/netlink/endings.ts';
import { openQuestions } from '../../sys/netlink/kernel-questions.ts';
import type { OnEnding } from '../../sys/netlink/sock-diag.ts';
import { diag } from '../../util/diag.ts';
import type { Spared } from '../rules.ts';
import { createConnections } from './connected.ts';
import { type EndingsFollower, followEndings } from './endings-follower.ts';
import { createServed } from './served.ts';

/** Who is connected with this host, or was served by it lately. */
export interface Peers {
  readonly isConnected: NonNullable<Spared['isConnected']>;
  /** To be called every few seconds: follows the connections that end, where anybody asks who was served. */
  follow(wanted: boolean): void;
  close(): void;
}

/** @param serves whether a service of this host, none of our own listeners, holds a TCP port, or did lately */
export function createPeers(serves: (port: number) => boolean): Peers {
  const served = createServed();
  const kernel = openQuestions(() =>
    diag('warning', 'the kernel does not say who is connected: packet evidence spares nobody for that'),
  );
  let follower: EndingsFollower | undefined;
  let isFilled = false;
  const note: OnEnding = (peer, port, age) => {
    if (serves(port)) served.saw(peer, Date.now() - age);
  };
  /** What ended before anybody listened: the kernel has it in TIME_WAIT for a minute. */
  const fill = (): void => {
    if (!isFilled) kernel.ask(diagnosis => diagnosis.endings(note), undefined);
    isFilled = true;
  };
  const established = createConnections({
    one: peer => kernel.ask(diagnosis => diagnosis.connectedWith(peer, note), false),
    all: () => kernel.ask(diagnosis => new Set(diagnosis.peers().map(formatAddress)), new Set<string>()),
  });
  return {
    isConnected: (source, now, touched) => {
      fill();
      follower?.hear();
      // A question to the kernel may also find a connection that has ended.
      return served.counts(source, touched) || established(source, now) || served.counts(source, touched);
    },
    follow: wanted => {
      if (!wanted) {
        follower?.stop();
        [follower, isFilled] = [undefined, false];
      } else if (follower === undefined) follower = openFollower(note);
      // Not at once: the services are known only when the sentries have started.
      else fill();
    },
    close: () => {
      follower?.stop();
      kernel.close();
    },
  };
}

/** Where the kernel tells nothing, what it has in TIME_WAIT must do. */
function openFollower(note: OnEnding): EndingsFollower {
  const silent = (): void =>
    diag(
      'notice',
      'the kernel does not tell which connections end: a client that closes first, and is not connected now, counts as a stranger',
    );
  try {
    return followEndings(openEndings(), note, silent);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    silent();
    return { hear: () => {}, stop: () => {} };
  }
}
