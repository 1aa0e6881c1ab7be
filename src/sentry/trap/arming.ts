import type { Ports } from './memory/ports.ts';
import { ageOf } from './memory/ports.ts';

/** Arms the ports of one protocol that are wanted and free. */
export interface Arming {
  /**
   * Arms what is free and not armed, disarms all else, and returns the wanted ports that services hold. Those that were only
   * bound a moment ago are none: a client of this host binds one after the other.
   * @param lookedAt a moment before the look that `isHeld` is from
   */
  update(wanted: readonly number[], lookedAt: bigint, isHeld: (port: number) => boolean): number[];
  /** How many of the wanted ports are armed, and taken by nobody since. */
  count(): number;
}

/** A bind is no listen yet, and most are a client's: it keeps the port from us so long (milliseconds). */
export const bindTime = 30_000;

export function createArming(ports: Ports): Arming {
  let armed = new Set<number>();
  return {
    update: (wanted, lookedAt, isHeld) => {
      const isLeft = (port: number): boolean => ageOf(ports.boundAt(port), lookedAt) >= bindTime;
      const [held, others] = parted(wanted, isHeld);
      const free = others.filter(port => port > 0 && isLeft(port));
      const next = new Set(free);
      for (const port of armed) if (!next.has(port)) ports.disarm(port);
      for (const port of free) if (!ports.isArmed(port)) ports.arm(port, lookedAt);
      armed = next;
      return held;
    },
    count: () => {
      let count = 0;
      for (const port of armed) if (ports.isArmed(port)) count++;
      return count;
    },
  };
}

function parted(ports: readonly number[], isFirst: (port: number) => boolean): [number[], number[]] {
  const [first, second]: [number[], number[]] = [[], []];
  for (const port of ports) (isFirst(port) ? first : second).push(port);
  return [first, second];
}
