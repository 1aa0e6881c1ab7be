import type { Attached } from '../detect/attached.ts';
import { attachedLooker } from '../detect/attached-looker.ts';
import { type Answer, createConnections } from '../detect/connected.ts';
import { type Own, ownSide } from '../detect/own.ts';
import type { Spared } from '../detect/protect.ts';
import { type Guarded, guardedLooker } from '../detect/protected/guarded.ts';
import { createHostFiles } from '../detect/protected/host-files.ts';
import { type LoginGap, loginGapLine } from '../detect/protected/login-gap.ts';
import type { Logins } from '../detect/protected/logins.ts';
import type { Protection } from '../detect/protected/sources.ts';
import { formatAddress } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { SystemError } from '../sys/libc.ts';
import { openSockDiag, type SockDiag } from '../sys/sock-diag.ts';
import { diag } from '../util/diag.ts';

/** Who is protected now, as this host says. */
export interface Protected {
  readonly own: Own;
  readonly attached: Attached;
  readonly guarded: Guarded;
  /** Why whoever has logged in over SSH is not among them; undefined where they are, or are not to be. */
  readonly gap: LoginGap | undefined;
  /** What the pipeline asks. */
  readonly spared: Omit<Spared, 'ignored'>;
}

/** Looks after the protected set of a running sentry. */
export interface Protector {
  /** Looks again; `names` are the config's `ignore.protect`. */
  look(names: readonly Protection[]): Protected;
  close(): void;
}

/** What lacks is said when it begins to. */
export function createProtector(logins: Logins): Protector {
  const files = createHostFiles(path =>
    diag('warning', `${path}: this user may not read it: whom it names is protected as far as known before`),
  );
  const guarded = guardedLooker(files, logins.peers);
  const attached = attachedLooker();
  const peers = peerQuestions();
  let said: LoginGap | undefined;
  return {
    look: names => {
      const [own, lists, gap] = [ownSide(), guarded(names), logins.gap(names)];
      if (gap !== undefined && gap !== said) diag('warning', loginGapLine(gap));
      said = gap;
      const spared = {
        own: names.includes('own') ? own.addresses : prefixSet([]),
        hosts: lists.hosts,
        isConnected: names.includes('connected') ? peers.isConnected : undefined,
      };
      return { own, attached: attached(), guarded: lists, gap, spared };
    },
    close: () => {
      peers.close();
      logins.stop();
    },
  };
}

/** The socket for questions is opened with the first of them; a kernel that knows no answer is said once. */
function peerQuestions(): { isConnected: NonNullable<Spared['isConnected']>; close(): void } {
  let source: SockDiag | undefined;
  let able = true;
  const giveUp = (): void => {
    source?.close();
    source = undefined;
    able = false;
    diag('warning', 'the kernel does not say who is connected: packet evidence spares nobody for that');
  };
  const attempt = <T>(question: (diagnosis: SockDiag) => T, otherwise: T): Answer<T> => {
    const start = performance.now();
    const value = able ? asked(question) : undefined;
    return { value: value ?? otherwise, took: performance.now() - start };
  };
  const asked = <T>(question: (diagnosis: SockDiag) => T): T | undefined => {
    try {
      source ??= openSockDiag();
      if (source !== undefined) return question(source);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    giveUp();
    return undefined;
  };
  const isConnected = createConnections({
    one: peer => attempt(diagnosis => diagnosis.connectedWith(peer), false),
    all: () => attempt(diagnosis => new Set(diagnosis.peers().map(formatAddress)), new Set<string>()),
  });
  return { isConnected, close: () => source?.close() };
}
