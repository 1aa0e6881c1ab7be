import { hrtime } from 'node:process';
import { portsSince } from './since.ts';

/**
 * The ports of one protocol, in the tables that are shared with the programs. Times are nanoseconds of CLOCK_MONOTONIC,
 * which process.hrtime.bigint() reads; 0n is never.
 */
export interface Ports {
  /**
   * Watches a port that a look at the kernel's sockets has found free. A program that took it after `lookedAt`, a moment
   * before that look, has it all the same: nothing is armed over its head.
   */
  arm(port: number, lookedAt: bigint): void;
  disarm(port: number): void;
  /** True while the port is watched: armed, and not taken since. */
  isArmed(port: number): boolean;
  /** When a socket was last bound to the port, or last began to listen there (TCP); only with the hooks. */
  boundAt(port: number): bigint;
  listenedAt(port: number): bigint;
  /** Which ports were bound or listened to since a time other than 0n, ascending. */
  boundSince(time: bigint): number[];
  listenedSince(time: bigint): number[];
  /** How many are watched now. */
  readonly count: number;
}

/** Each buffer is a table of times; without `listened` none is ever written (UDP). */
export function createPorts(armed: ArrayBuffer, bound: ArrayBuffer, listened?: ArrayBuffer): Ports {
  const [armedAt, boundAt] = [new BigUint64Array(armed), new BigUint64Array(bound)];
  const listenedAt = listened === undefined ? undefined : new BigUint64Array(listened);
  // One store each: the program must never read half a time.
  const at = (table: BigUint64Array | undefined, port: number): bigint =>
    table === undefined || port >= table.length ? 0n : Atomics.load(table, port);
  const isArmed = (port: number): boolean => {
    const time = at(armedAt, port);
    return time > at(boundAt, port) && time > at(listenedAt, port);
  };
  const write = (port: number, time: bigint): void => {
    if (port < armedAt.length) Atomics.store(armedAt, port, time);
  };
  return {
    arm: write,
    disarm: port => write(port, 0n),
    isArmed,
    boundAt: port => at(boundAt, port),
    listenedAt: port => at(listenedAt, port),
    boundSince: time => portsSince(boundAt, time),
    listenedSince: time => (listenedAt === undefined ? [] : portsSince(listenedAt, time)),
    get count() {
      let count = 0;
      for (let port = 0; port < armedAt.length; port++) if (isArmed(port)) count++;
      return count;
    },
  };
}

/** How long ago a time of the tables was, in milliseconds; Infinity for never. */
export const ageOf = (time: bigint, now = hrtime.bigint()): number =>
  time === 0n ? Number.POSITIVE_INFINITY : Number(now - time) / 1e6;
