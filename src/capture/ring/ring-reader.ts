import * as abi from '../../sys/abi.ts';
import { createComplaint } from '../../util/steady.ts';
import { decodeNetwork } from '../decode.ts';
import type { Gate } from '../interfaces.ts';
import { type Packet, packetOutgoing } from '../packet.ts';
import { ring } from './packet-socket.ts';

/** Reads the blocks in their order, each as soon as the kernel has handed it over. */
export function createReader(memory: ArrayBuffer, packet: Packet, gate: Gate, onDecoded: () => void) {
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
    /** Returns how many packets the next block held, or -1 when it is still the kernel's. */
    readBlock: (): number => {
      const start = block * ring.blockSize;
      if (!isReady(start)) return -1;
      const count = bytes.getUint32(start + abi.tpacketBlock.packets, true);
      let at = start + bytes.getUint32(start + abi.tpacketBlock.first, true);
      for (let left = count; left > 0; left--) {
        readFrame(at);
        at += bytes.getUint32(at, true);
      }
      Atomics.store(words, statusOf(start), abi.TP_STATUS_KERNEL);
      block = (block + 1) % ring.blocks;
      return count;
    },
    /** How many packets are in the blocks that have not been read. */
    left: (): number => {
      let count = 0;
      for (let i = 0; i < ring.blocks; i++) {
        const start = ((block + i) % ring.blocks) * ring.blockSize;
        if (isReady(start)) count += bytes.getUint32(start + abi.tpacketBlock.packets, true);
      }
      return count;
    },
  };
}

/**
 * Decodes the packet behind a struct tpacket3_hdr (linux/if_packet.h), whose words need no bounds check: the kernel wrote
 * them. Plain numbers, for V8 looks named ones up anew for each packet. 0 next, 4 seconds, 8 nanoseconds, 12 captured,
 * 20 status, 26 where the network layer begins, 32 the VLAN tag; and of the struct sockaddr_ll behind it 50 the protocol
 * (network order), 52 the interface, 58 the packet's type.
 */
function decodeFrame(bytes: DataView, at: number, packet: Packet): boolean {
  const start = at + bytes.getUint16(at + 26, true);
  const end = start + bytes.getUint32(at + 12, true);
  if (!decodeNetwork(bytes, bytes.getUint16(at + 50), start, end, packet)) return false;
  packet.time = bytes.getUint32(at + 4, true) * 1000 + bytes.getUint32(at + 8, true) / 1e6;
  packet.interfaceIndex = bytes.getInt32(at + 52, true);
  const type = bytes.getUint8(at + 58);
  packet.toUs = type === 0;
  packet.leaves = type === packetOutgoing;
  const hasTag = (bytes.getUint32(at + 20, true) & abi.TP_STATUS_VLAN_VALID) !== 0;
  packet.vlan = hasTag ? bytes.getUint32(at + 32, true) & 0xfff : 0;
  return packet.vlan === 0;
}
