import { close } from '../../../sys/libc.ts';
import { createArray, createSocketMap } from '../bpf/objects.ts';
import { bucketsOf, type Maps, membersSize, settings, socketKey, times } from '../bpf/tables.ts';
import { type Key, keyOfInterface, writeMembers } from './members.ts';
import { type Memory, memoryOfMap } from './memory.ts';
import { createPorts, type Ports } from './ports.ts';

/** What this process shares with the programs; to change it takes no right and no system call. */
export interface Shared {
  readonly maps: Maps;
  readonly ports: { readonly tcp: Ports; readonly udp: Ports };
  /** Connections count by these interfaces, or by all but these. Returns how many had no room. */
  setInterfaces(indices: readonly number[], isExcluding: boolean): number;
  /** Connections from these addresses are passed. Returns how many had no room. */
  setOwn(keys: readonly Key[]): number;
  /** Whether what is bound to loopback holds its port. */
  setLoopback(holds: boolean): void;
  /** Closes the descriptors of the maps: the programs and this memory keep the maps themselves. */
  closeMaps(): void;
  unmap(): void;
}

/** Makes the maps, which needs CAP_BPF. Throws SystemError, with nothing left open. */
export function createShared(): Shared {
  const fds: number[] = [];
  const memories: Memory[] = [];
  const closeMaps = (): void => {
    for (const fd of fds.splice(0)) close(fd);
  };
  const unmap = (): void => {
    for (const memory of memories.splice(0)) memory.unmap();
  };
  const open = (fd: number): number => {
    fds.push(fd);
    return fd;
  };
  const array = (name: string, size: number): { fd: number; buffer: ArrayBuffer } => {
    const fd = open(createArray(name, size));
    const memory = memoryOfMap(fd, size);
    memories.push(memory);
    return { fd, buffer: memory.buffer };
  };
  try {
    return { ...share(array, open(createSocketMap('socks', socketKey.count))), closeMaps, unmap };
  } catch (error) {
    closeMaps();
    unmap();
    throw error;
  }
}

/** Makes an array map of one value of so many bytes, and has its memory. */
export type MakeArray = (name: string, size: number) => { fd: number; buffer: ArrayBuffer };

/** The maps and what can be done with them, wherever their memory is from. */
export function share(array: MakeArray, sockets: number): Omit<Shared, 'closeMaps' | 'unmap'> {
  const armed = { tcp: array('arm_t', times.size), udp: array('arm_u', times.size) };
  const bound = { tcp: array('bind_t', times.size), udp: array('bind_u', times.size) };
  const listened = array('listen', times.size);
  const interfaces = array('ifaces', membersSize(bucketsOf.interfaces));
  const own = array('own', membersSize(bucketsOf.own));
  const setting = array('set', settings.size);
  return {
    maps: {
      armed: { tcp: armed.tcp.fd, udp: armed.udp.fd },
      bound: { tcp: bound.tcp.fd, udp: bound.udp.fd },
      listened: listened.fd,
      interfaces: interfaces.fd,
      own: own.fd,
      settings: setting.fd,
      sockets,
    },
    ports: {
      tcp: createPorts(armed.tcp.buffer, bound.tcp.buffer, listened.buffer),
      udp: createPorts(armed.udp.buffer, bound.udp.buffer),
    },
    setInterfaces: (indices, isExcluding) =>
      writeMembers(interfaces.buffer, bucketsOf.interfaces, indices.map(keyOfInterface), isExcluding),
    setOwn: keys => writeMembers(own.buffer, bucketsOf.own, keys),
    setLoopback: holds => {
      const words = new Uint32Array(setting.buffer);
      if (words.length > 0) Atomics.store(words, settings.loopback / 4, holds ? 1 : 0);
    },
  };
}
