import type { Remembered } from '../detect/kept/remembered.ts';
import { noServicePorts, type ServicePorts } from '../detect/watch/services.ts';
import { type Boot, thisBoot } from '../sys/boot.ts';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { asideOf, readHeadOf, readState, setAside } from './file.ts';
import type { Fault, Parts } from './format.ts';
import { recalledPorts, savedAt } from './service-ports.ts';
import { shiftSince } from './shift.ts';

/** What a sentry before this one has kept. */
export interface Recalled {
  readonly servicePorts: ServicePorts;
  /** Reads the rest, once there is no right left that bytes of the sentry's user could make use of. */
  readonly sources: () => RecalledSources | undefined;
}

export interface RecalledSources {
  readonly remembered: Remembered;
  /** As much later is every time in it (milliseconds); 0 or less. */
  readonly shift: number;
  /** The last alerts, as they stand there. */
  readonly alerts: unknown;
}

export const nothingRecalled: Recalled = { servicePorts: noServicePorts, sources: () => undefined };

/** From the file that was saved last. One that is of no use is set aside, and told. */
export function recall(files: readonly string[], boot: Boot = thisBoot()): Recalled {
  const states = files.flatMap(path => {
    const parts = partsOf(path, readHeadOf(path));
    return parts === undefined ? [] : [{ path, parts }];
  });
  const [newest] = states.sort((a, b) => savedAt(b.parts) - savedAt(a.parts));
  if (newest === undefined) return nothingRecalled;
  const { path, parts } = newest;
  return { servicePorts: recalledPorts(parts, boot), sources: () => sourcesIn(path, boot) };
}

function sourcesIn(path: string, boot: Boot): RecalledSources | undefined {
  const found = readState(path);
  const parts = partsOf(path, found);
  if (parts === undefined || found === undefined || !('remembered' in found)) return undefined;
  const { remembered } = found;
  return { remembered, shift: shiftSince(parts, boot, Date.now()), alerts: parts['alerts'] };
}

/** Undefined, and told, where there are none. */
function partsOf(
  path: string,
  found: { readonly parts: Parts } | Fault | { readonly unread: string } | undefined,
): Parts | undefined {
  if (found === undefined) return undefined;
  if ('parts' in found) return found.parts;
  const what =
    'fault' in found
      ? `${path} ${found.fault}: ${aside(path)}`
      : `${path} ${found.unread}: it is passed over`;
  diag('notice', `${what}, and what it remembered of services and sources is learnt anew`);
  return undefined;
}

function aside(path: string): string {
  try {
    setAside(path);
    return `it is set aside as ${asideOf(path)}`;
  } catch (error) {
    return `it is passed over, and cannot be set aside (${errorCode(error) ?? errorMessage(error)})`;
  }
}
