import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SystemError } from '../sys/libc.ts';
import { hostLinks } from '../sys/netlink/links.ts';
import { errorCode } from '../util/errors.ts';

/** An interface of this host. */
export interface Found {
  readonly name: string;
  readonly index: number;
  /** IFF_ of linux/if.h. */
  readonly flags: number;
  /** Flags of the bridge, bond or VRF that it belongs to. */
  readonly masterFlags: number | undefined;
}

/**
 * The interfaces of this network namespace, from rtnetlink(7): /sys may show those of another one. It serves where there is
 * no netlink.
 */
export function listInterfaces(): Found[] {
  try {
    const links = hostLinks();
    const flagsOf = new Map(links.map(({ index, flags }) => [index, flags]));
    return links.map(({ name, index, flags, master }) => ({
      ...{ name, index, flags },
      masterFlags: master === 0 ? undefined : (flagsOf.get(master) ?? 0),
    }));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return inSysfs('/sys/class/net');
  }
}

/** What sysfs-class-net of the kernel's documentation tells; an interface that goes meanwhile is left out. */
export function inSysfs(sysfs: string): Found[] {
  return readdirSync(sysfs).flatMap(name => {
    const index = numberIn(join(sysfs, name, 'ifindex'));
    const flags = numberIn(join(sysfs, name, 'flags'));
    if (index === undefined || flags === undefined) return [];
    return [{ name, index, flags, masterFlags: masterFlagsOf(sysfs, name) }];
  });
}

function masterFlagsOf(sysfs: string, name: string): number | undefined {
  try {
    const master = basename(readlinkSync(join(sysfs, name, 'master')));
    return numberIn(join(sysfs, master, 'flags')) ?? 0;
  } catch {
    return undefined;
  }
}

function numberIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'latin1'));
  } catch (error) {
    if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(errorCode(error) ?? '')) throw error;
    // A plain file such as bonding_masters, or an interface that is gone.
    return undefined;
  }
}
