import { createConnections } from '../detect/connected.ts';
import { type Own, ownSide } from '../detect/own.ts';
import type { Spared } from '../detect/protect.ts';
import { type Guarded, guardedLooker } from '../detect/protected/guarded.ts';
import { createHostFiles } from '../detect/protected/host-files.ts';
import type { Protection } from '../detect/protected/sources.ts';
import type { Address } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { SystemError } from '../sys/libc.ts';
import { openSockDiag, type SockDiag } from '../sys/sock-diag.ts';
import { diag } from '../util/diag.ts';

/** Who is protected now, as this host says. */
export interface Protected {
  readonly own: Own;
  readonly guarded: Guarded;
  /** What the pipeline asks. */
  readonly spared: Omit<Spared, 'ignored'>;
}

/** Looks after the protected set of a running sentry. */
export interface Protector {
  /** Looks again; `names` are the config's `ignore.protect`. */
  look(names: readonly Protection[]): Protected;
  close(): void;
}

export function createProtector(): Protector {
  const files = createHostFiles(path =>
    diag('warning', `${path}: this user may not read it: whom it names is protected as far as known before`),
  );
  const guarded = guardedLooker(files);
  const peers = peerQuestions();
  return {
    look: names => {
      const [own, lists] = [ownSide(), guarded(names)];
      const spared = {
        own: names.includes('own') ? own.addresses : prefixSet([]),
        hosts: lists.hosts,
        isConnected: names.includes('connected') ? peers.isConnected : undefined,
      };
      return { own, guarded: lists, spared };
    },
    close: () => peers.close(),
  };
}

/** The socket for questions is opened with the first of them; a kernel that knows no answer is said once. */
function peerQuestions(): { isConnected: NonNullable<Spared['isConnected']>; close(): void } {
  let source: SockDiag | undefined;
  let able = true;
  const giveUp = (): false => {
    if (able)
      diag('warning', 'the kernel does not say who is connected: packet evidence spares nobody for that');
    able = false;
    source?.close();
    source = undefined;
    return false;
  };
  const ask = (peer: Address): boolean => {
    if (!able) return false;
    try {
      source ??= openSockDiag();
      return source?.connectedWith(peer) ?? giveUp();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return giveUp();
    }
  };
  const isConnected = createConnections(peer => {
    const start = performance.now();
    return { connected: ask(peer), took: performance.now() - start };
  });
  return { isConnected, close: () => source?.close() };
}
