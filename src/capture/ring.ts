import * as abi from '../sys/abi.ts';
import * as libc from '../sys/libc.ts';
import { WorkError } from '../util/errors.ts';
import { createComplaint } from '../util/steady.ts';
import { decodeNetwork } from './decode.ts';
import type { Filter } from './filter/filter.ts';
import { createGate, type Gate, requireInterfaces } from './interfaces.ts';
import { createLocal } from './local.ts';
import { createPacket, type Packet, packetOutgoing } from './packet.ts';
import { attachFilter, openPacketSocket, ring } from './packet-socket.ts';
import type { Interfaces, LiveSource, OnPacket } from './source.ts';

/**
 * The kernel hands a block over some 10 ms after its first packet, later when it is busy; and from where it sees a packet to
 * where it puts it, it takes no time worth speaking of (milliseconds).
 */
const lag = 5 * ring.retireMilliseconds;
const lagWithin = 2;

/** Blocks that are read before sockets, timers and signals have their turn: at most 5,000 packets, some 50 ms of a flood. */
const blocksPerTurn = 2;

/** Plain numbers of this file's own: V8 looks up what is imported anew for each packet, which is a third of its cost. */
const { next, seconds, nanoseconds, captured, status, network, vlan, sockaddr } = abi.tpacket3;
const linkProtocol = sockaddr + abi.sockaddrLl.protocol;
const linkInterface = sockaddr + abi.sockaddrLl.interfaceIndex;
const linkType = sockaddr + abi.sockaddrLl.packetType;

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
  const watch = libc.onReadable(fd, () => {
    isReading = true;
    for (let i = 0; i < blocksPerTurn && isOpen && reader.readBlock(); i++);
    isReading = false;
    if (!isOpen) unmap();
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
      // What has arrived is still reported; once around at most, for a flood has no end.
      for (let i = 0; i < ring.blocks && !isReading && reader.readBlock(); i++);
      lostAtEnd = readDrops(fd);
      isOpen = false;
      watch.close();
      gate.stop();
      libc.close(fd);
      // It may be stopped while a packet is reported: the rest of the block is still being read.
      if (!isReading) unmap();
    },
  };
}

/** Reads the blocks in their order, each as soon as the kernel has handed it over. */
function createReader(memory: ArrayBuffer, packet: Packet, gate: Gate, onDecoded: () => void) {
  const bytes = new DataView(memory);
  const words = new Int32Array(memory);
  const complain = createComplaint('judging a packet');
  let block = 0;
  const statusOf = (start: number): number => (start + abi.tpacketBlock.status) >>> 2;
  const isReady = (start: number): boolean =>
    (Atomics.load(words, statusOf(start)) & abi.TP_STATUS_USER) !== 0;
  const readFrame = (at: number): void => {
    try {
      if (decodeFrame(bytes, at, packet) && gate.admits(packet.interfaceIndex, packet.leaves)) onDecoded();
    } catch (error) {
      // The next one, or the block would never be the kernel's again.
      complain(error);
    }
  };
  return {
    /** There is a block to be read. */
    isBehind: (): boolean => isReady(block * ring.blockSize),
    /** All that the kernel has is in blocks that have been read: it counts the packets of the one that it fills. */
    isEmpty: (): boolean => bytes.getUint32(block * ring.blockSize + abi.tpacketBlock.packets, true) === 0,
    /** False when the next block is still the kernel's. */
    readBlock: (): boolean => {
      const start = block * ring.blockSize;
      if (!isReady(start)) return false;
      let at = start + bytes.getUint32(start + abi.tpacketBlock.first, true);
      for (let left = bytes.getUint32(start + abi.tpacketBlock.packets, true); left > 0; left--) {
        readFrame(at);
        at += bytes.getUint32(at + next, true);
      }
      Atomics.store(words, statusOf(start), abi.TP_STATUS_KERNEL);
      block = (block + 1) % ring.blocks;
      return true;
    },
  };
}

/** Decodes the packet behind a struct tpacket3_hdr; the kernel's own words about it need no bounds check. */
function decodeFrame(bytes: DataView, at: number, packet: Packet): boolean {
  const start = at + bytes.getUint16(at + network, true);
  const end = start + bytes.getUint32(at + captured, true);
  if (!decodeNetwork(bytes, bytes.getUint16(at + linkProtocol), start, end, packet)) return false;
  packet.time = bytes.getUint32(at + seconds, true) * 1000 + bytes.getUint32(at + nanoseconds, true) / 1e6;
  packet.interfaceIndex = bytes.getInt32(at + linkInterface, true);
  const type = bytes.getUint8(at + linkType);
  packet.toUs = type === 0;
  packet.leaves = type === packetOutgoing;
  packet.vlan = vlanOf(bytes, at);
  return packet.vlan === 0;
}

function vlanOf(bytes: DataView, at: number): number {
  if ((bytes.getUint32(at + status, true) & abi.TP_STATUS_VLAN_VALID) === 0) return 0;
  return bytes.getUint32(at + vlan, true) & 0xfff;
}

const stats = new DataView(new ArrayBuffer(abi.tpacketStats.size));
const statsSize = new Uint32Array(1);

/** The kernel counts from zero again each time that it is asked. */
function readDrops(fd: number): number {
  statsSize[0] = abi.tpacketStats.size;
  const done = libc.getsockopt(fd, abi.SOL_PACKET, abi.PACKET_STATISTICS, stats, statsSize);
  return done === 0 ? stats.getUint32(abi.tpacketStats.drops, true) : 0;
}
