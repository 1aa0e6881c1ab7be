import type { Packet } from '../capture/packet.ts';

/**
 * A clock that is never set (milliseconds), for packets, whose own times may be. It is read when their time is another
 * millisecond: in a flood a hundred of them have the same one. It tells whole milliseconds, which V8 hands on without making
 * an object of them for the first 24 days of a process; a fraction would take 76 bytes a packet.
 */
export function createPacketClock(read = () => performance.now()): (packet: Pick<Packet, 'time'>) => number {
  const last = { time: Number.NaN };
  let now = 0;
  return packet => {
    if (Math.abs(packet.time - last.time) < 1) return now;
    last.time = packet.time;
    now = Math.floor(read());
    return now;
  };
}
