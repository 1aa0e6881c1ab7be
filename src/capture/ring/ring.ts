import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import { WorkError } from '../../util/errors.ts';
import type { Filter } from '../filter/filter.ts';
import { createGate, requireInterfaces } from '../interfaces.ts';
import { createLocal } from '../local.ts';
import { createPacket } from '../packet.ts';
import type { Interfaces, LiveSource, OnPacket } from '../source.ts';
import { attachFilter, openPacketSocket, ring } from './packet-socket.ts';
import { createReader } from './ring-reader.ts';
import { type Turn, takeTurns } from './turns.ts';

/**
 * The kernel hands a block over 5 to 8 ms after its first packet, later when it is busy; and from where it sees a packet to
 * where it puts it, it takes no time worth speaking of (milliseconds).
 */
const lag = 10 * ring.retireMilliseconds;
const lagWithin = 2;

/** How long a turn of reading lasts before sockets, timers and signals have theirs (milliseconds). */
const turnMilliseconds = 10;

/** How long what has arrived is read at the end (milliseconds). */
const endMilliseconds = 500;

/** A block with more packets was not handed over for its age: some 450 probes fill one. */
const fewInBlock = 100;

/**
 * Watches this host's interfaces through a TPACKET_V3 ring (packet_mmap.rst of the kernel's documentation). Needs
 * CAP_NET_RAW to open and no right afterwards. Throws WorkError with the fix when the right, the platform or a named
 * interface is missing.
 * Forwarded packets and frames with a VLAN tag are not reported, and of what leaves only what leaves from an address of
 * this host.
 */
export function openRing(interfaces: Interfaces, first: Filter, onPacket: OnPacket): LiveSource {
  if (!abi.isSupported()) {
    throw new WorkError(`The packet ring needs 64-bit Linux, this is ${process.platform} on ${process.arch}`);
  }
  requireInterfaces(interfaces.names);
  const { fd, address, memory } = openPacketSocket(first);
  const gate = createGate(interfaces);
  const local = createLocal();
  const packet = createPacket();
  let matches = first.matches;
  let isOpen = true;
  let isReading = false;
  let lostAtEnd = 0;
  const reader = createReader(memory, packet, gate, () => {
    if (isOpen && matches(packet) && local.has(packet.leaves ? packet.source : packet.target))
      onPacket(packet);
  });
  const unmap = () => libc.munmap(BigInt(address), memory.byteLength);
  const readTurn = (): Turn => {
    const end = performance.now() + turnMilliseconds;
    let isFlood = false;
    while (isOpen) {
      const packets = reader.readBlock();
      if (packets < 0) break;
      if (packets > fewInBlock) isFlood = true;
      if (performance.now() > end) return 'more';
    }
    return isFlood ? 'flood' : 'trickle';
  };
  const turns = takeTurns(fd, () => {
    isReading = true;
    const turn = readTurn();
    isReading = false;
    if (!isOpen) unmap();
    return turn;
  });
  return {
    replaceFilter: filter => {
      attachFilter(fd, filter);
      matches = filter.matches;
    },
    replaceInterfaces: next => gate.replace(next),
    heard: () => {
      if (isReading || (isOpen && reader.isBehind())) return packet.time;
      return Date.now() - (isOpen && reader.isEmpty() ? lagWithin : lag);
    },
    drops: () => {
      if (isOpen) return readDrops(fd);
      const last = lostAtEnd;
      lostAtEnd = 0;
      return last;
    },
    stop: () => {
      if (!isOpen) return;
      // What has arrived is still reported, and what is left then is lost: a flood has no end.
      const end = performance.now() + endMilliseconds;
      while (!isReading && performance.now() < end && reader.readBlock() >= 0);
      lostAtEnd = readDrops(fd) + (isReading ? 0 : reader.left());
      isOpen = false;
      turns.close();
      gate.stop();
      libc.close(fd);
      // It may be stopped while a packet is reported: the rest of the block is still being read.
      if (!isReading) unmap();
    },
  };
}

const stats = new DataView(new ArrayBuffer(abi.tpacketStats.size));
const statsSize = new Uint32Array(1);

/** The kernel counts from zero again each time that it is asked. */
function readDrops(fd: number): number {
  statsSize[0] = abi.tpacketStats.size;
  const done = libc.getsockopt(fd, abi.SOL_PACKET, abi.PACKET_STATISTICS, stats, statsSize);
  return done === 0 ? stats.getUint32(abi.tpacketStats.drops, true) : 0;
}
