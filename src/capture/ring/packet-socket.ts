import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import { errorCode, WorkError } from '../../util/errors.ts';
import { buildWithin, type Filter } from '../filter/filter.ts';

/**
 * 256 blocks of 64 KiB hold some 116,000 probes, and no less than 1.2 s of whatever comes slower than that: a block is handed
 * over after 5 ms, full or not, which older kernels round up to their ticks: 8 ms on Debian 12.
 */
export const ring = { blockSize: 64 * 1024, blocks: 256, retireMilliseconds: 5 } as const;

/** Budgets for a kernel that has no room for the filter as it is; the last one holds whatever the ports are. */
const tighter = [450, 300, 0];

/**
 * A packet socket with its ring, bound to all interfaces, and the ring's memory. It gets what leaves, too, of which the
 * filter lets through next to nothing. The order matters: the filter is in
 * place before a packet can be queued, since the socket has no protocol until it is bound.
 * Throws WorkError; nothing that it opened stays open then.
 */
export function openPacketSocket(filter: Filter): { fd: number; address: number; memory: ArrayBuffer } {
  const fd = openSocket();
  try {
    attachFilter(fd, filter);
    setInt(fd, abi.PACKET_VERSION, abi.TPACKET_V3);
    const request = ringRequest();
    libc.ok(
      'setsockopt',
      libc.setsockopt(fd, abi.SOL_PACKET, abi.PACKET_RX_RING, request, request.byteLength),
    );
    const size = ring.blockSize * ring.blocks;
    const address = libc.ok('mmap', libc.mmap(null, size, abi.PROT_READ_WRITE, abi.MAP_SHARED, fd, 0));
    bindToAll(fd);
    return { fd, address, memory: libc.memoryAt(address, size) };
  } catch (error) {
    libc.close(fd);
    throw error instanceof libc.SystemError ? noRing(error.message) : error;
  }
}

const noRing = (reason: string): WorkError =>
  new WorkError(`This system gives no packet ring (${reason}): capture needs Linux 3.2 or newer, or tcpdump`);

function openSocket(): number {
  try {
    return libc.ok('socket', libc.socket(abi.AF_PACKET, abi.SOCK_DGRAM | abi.SOCK_CLOEXEC, 0));
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw noRing(error instanceof Error ? error.message : 'socket');
    throw new WorkError(
      'Seeing packets needs the right CAP_NET_RAW: start as root, or under systemd with ' +
        'AmbientCapabilities=CAP_NET_RAW',
    );
  }
}

/**
 * Attaches or replaces the kernel's filter, which is atomic and needs no right (socket(7)). Takes a coarser one where
 * net.core.optmem_max has no room. Throws WorkError.
 */
export function attachFilter(fd: number, filter: Filter): void {
  const candidates = [() => filter, ...tighter.map(budget => () => buildWithin(filter.watch, budget))];
  for (const candidate of candidates) {
    const { program, count } = candidate();
    const header = new DataView(new ArrayBuffer(abi.sockFprog.size));
    header.setUint16(abi.sockFprog.count, count, true);
    header.setBigUint64(abi.sockFprog.program, libc.addressOf(program), true);
    const done = libc.setsockopt(fd, abi.SOL_SOCKET, abi.SO_ATTACH_FILTER, header, header.byteLength);
    if (done === 0) return;
    const code = libc.errnoName();
    if (code !== 'ENOMEM') throw new WorkError(`The kernel refused the packet filter: ${code}`);
  }
  throw new WorkError('The kernel has no room for the packet filter: raise net.core.optmem_max');
}

function ringRequest(): DataView {
  const request = new DataView(new ArrayBuffer(abi.tpacketReq3.size));
  const frameSize = 2048;
  request.setUint32(abi.tpacketReq3.blockSize, ring.blockSize, true);
  request.setUint32(abi.tpacketReq3.blocks, ring.blocks, true);
  request.setUint32(abi.tpacketReq3.frameSize, frameSize, true);
  request.setUint32(abi.tpacketReq3.frames, (ring.blockSize / frameSize) * ring.blocks, true);
  request.setUint32(abi.tpacketReq3.retireMilliseconds, ring.retireMilliseconds, true);
  return request;
}

function setInt(fd: number, option: number, value: number): void {
  libc.ok('setsockopt', libc.setsockopt(fd, abi.SOL_PACKET, option, new Int32Array([value]), 4));
}

function bindToAll(fd: number): void {
  const address = new DataView(new ArrayBuffer(abi.sockaddrLl.size));
  address.setUint16(abi.sockaddrLl.family, abi.AF_PACKET, true);
  address.setUint16(abi.sockaddrLl.protocol, abi.ETH_P_ALL);
  libc.ok('bind', libc.bind(fd, address, address.byteLength));
}
