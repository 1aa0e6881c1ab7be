import type { Filter } from './filter/filter.ts';
import type { Packet } from './packet.ts';

/** Where packets come from: the ring, a tcpdump child, a capture file, or a test. */
export interface PacketSource {
  /** Takes a new filter at once. No packet that both filters let through is lost or seen twice. Throws WorkError. */
  replaceFilter(filter: Filter): void;
  /** How many packets the kernel dropped for want of room since this was last asked; to be asked once more after stop(). */
  drops(): number;
  /** Ends it, with what has arrived reported; nothing is called back afterwards. */
  stop(): void;
}

/** Packets of this host's interfaces, as they come. */
export interface LiveSource extends PacketSource {
  /** Takes other interfaces from now on. Throws WorkError, with the old ones in force, when none is here. */
  replaceInterfaces(interfaces: Interfaces): void;
  /**
   * A moment (milliseconds since the epoch) such that every packet of before it has been reported: now, less what a
   * packet takes to get here, unless packets wait to be read.
   */
  heard(): number;
}

/** Called for each packet that the filter matches. The packet is overwritten by the next one. It must not throw. */
export type OnPacket = (packet: Packet) => void;

/** Which interfaces count. */
export interface Interfaces {
  /** Names, or "*" for all, those that appear later included. */
  readonly names: readonly string[];
  /** Whether the loopback interface counts when it is not named. */
  readonly loopback: boolean;
}
