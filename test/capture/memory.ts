import { decodeNetwork } from '../../src/capture/decode.ts';
import type { Filter } from '../../src/capture/filter/filter.ts';
import { createPacket, type Packet } from '../../src/capture/packet.ts';
import type { OnPacket, PacketSource } from '../../src/capture/source.ts';

/** What the link layer would say of a packet. */
type Seen = Partial<Pick<Packet, 'time' | 'interfaceIndex' | 'toUs' | 'leaves' | 'vlan'>>;

/** A source for tests: what is pushed into it takes the way of every packet. */
export interface MemorySource extends PacketSource {
  /** @param etherType 0x0800 or 0x86dd, with `bytes` from the network layer on */
  push(bytes: Uint8Array, etherType: number, seen?: Seen): void;
  /** Makes the next drops() answer so many more. */
  lose(packets: number): void;
}

export function createMemorySource(first: Filter, onPacket: OnPacket): MemorySource {
  const packet = createPacket();
  let filter = first;
  let lost = 0;
  let isOpen = true;
  return {
    push: (
      bytes,
      etherType,
      { time = 0, interfaceIndex = 1, leaves = false, toUs = !leaves, vlan = 0 } = {},
    ) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (!isOpen || !decodeNetwork(view, etherType, 0, bytes.length, packet)) return;
      Object.assign(packet, { time, interfaceIndex, toUs, leaves, vlan });
      if (vlan === 0 && filter.matches(packet)) onPacket(packet);
    },
    lose: packets => {
      lost += packets;
    },
    replaceFilter: next => {
      filter = next;
    },
    drops: () => {
      const answer = lost;
      lost = 0;
      return answer;
    },
    stop: () => {
      isOpen = false;
    },
  };
}
