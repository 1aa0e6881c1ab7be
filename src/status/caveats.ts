import { wayText } from '../sentry/ways.ts';
import type { Status } from './shape.ts';

/** Something that an administrator should know though all works, and what to do about it. */
export interface Caveat {
  readonly what: string;
  readonly fix: string;
}

/** Each port has a socket of its own, where ports answer at all. */
export function socketsEach({ ports: { sockets }, way }: Pick<Status, 'ports' | 'way'>): Caveat | undefined {
  if (way?.whyNoTrap === undefined || sockets.tcp + sockets.udp === 0) return undefined;
  return {
    what: wayText(way),
    fix: 'start such a service before the sentry, or take its port out of the config; see docs/modes.md',
  };
}

/** More than one listed port in so many rests. */
const tolerable = 10;

/** Many of the listed ports rest: a scan of them is not seen. */
export function manyRest({ ports, resting }: Pick<Status, 'ports' | 'resting'>): Caveat | undefined {
  const watched = [ports.sockets, ports.captured].reduce((sum, { tcp, udp }) => sum + tcp + udp, 0);
  const listed = watched + resting.ports;
  if (resting.ports * tolerable <= listed) return undefined;
  return {
    what: `${resting.ports} of ${listed} ports rest, since programs that held them have gone only lately: a scan of those is not seen`,
    fix: '"portjail status" says until when; take ports that programs of this host use out of the config',
  };
}
