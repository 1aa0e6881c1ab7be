import { hrtime } from 'node:process';
import type { Shared } from '../memory/shared.ts';
import type { OwnSocket } from '../take/sockets.ts';
import type { Attached, Hooks } from './hooks.ts';

/** What the kernel's quick clock may be off by (ktime_get_mono_fast_ns), in nanoseconds, with much to spare. */
const slack = 1_000_000n;

/**
 * Opens our own sockets before the hooks' eyes: hooks that did not see it, or saw it at another time than our clock says (a
 * time namespace), are taken off again, since a port would be armed over somebody's head by what they say.
 */
export function prove(
  attached: Attached,
  shared: Pick<Shared, 'ports' | 'setLoopback'>,
  open: () => OwnSocket[],
): { sockets: OwnSocket[]; hooks: Hooks } {
  const { hooks } = attached;
  const { ports } = shared;
  shared.setLoopback(true);
  const before = hrtime.bigint();
  const sockets = open();
  const after = hrtime.bigint();
  shared.setLoopback(false);
  const isRight = (time: bigint): boolean => before - slack <= time && time <= after + slack;
  const bind = sockets.every(({ protocol, port }) => isRight(ports[protocol].boundAt(port)));
  const listen = sockets.every(
    ({ protocol, port }) => protocol === 'udp' || isRight(ports.tcp.listenedAt(port)),
  );
  if ((bind || !hooks.bind) && (listen || !hooks.listen)) return { sockets, hooks };
  attached.detach();
  return { sockets, hooks: { bind: false, listen: false, why: 'they do not see what this process binds' } };
}
