import { readFileSync } from 'node:fs';
import { ifNameToIndex, koffiFault } from './libc.ts';

/**
 * The index of an interface of this network namespace; undefined while there is none of that name. An interface that comes
 * back has another index, one that is renamed keeps it. By if_nametoindex(3), since /sys may show the interfaces of another
 * namespace; it serves where koffi has no binary.
 */
export const interfaceIndex = (name: string): number | undefined =>
  (koffiFault() === undefined ? ifNameToIndex(Buffer.from(`${name}\0`)) : inSys(name)) || undefined;

function inSys(name: string): number {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1'));
  } catch {
    return 0;
  }
}
