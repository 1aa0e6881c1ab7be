import { type Address, formatAddress } from '../../../net/address.ts';
import { AF_INET, AF_INET6 } from '../../../sys/abi.ts';
import { SystemError } from '../../../sys/libc.ts';
import { openNetlink } from '../../../sys/netlink/netlink.ts';
import type { HostFiles } from './host-files.ts';
import { parseRoutes, parseRoutes6, routeFiles } from './route-tables.ts';
import { gatewaysOf, rtmsg } from './routes.ts';

// linux/netlink.h, linux/rtnetlink.h
const NETLINK_ROUTE = 0;
const RTM_GETROUTE = 26;

/** Looks take at most one part in so many of the time: a router with the Internet's table has a million routes. */
const lookShare = 100;

/** Returns the gateways of default routes in every table, looked up anew unless the last look cost too much. */
export function gatewayLooker(): (files: HostFiles) => readonly Address[] {
  let known: readonly Address[] = [];
  let notBefore = 0;
  return files => {
    const start = performance.now();
    if (start < notBefore) return known;
    known = fromKernel() ?? fromText(files);
    const end = performance.now();
    notBefore = end + (end - start) * lookShare;
    return known;
  };
}

/** Undefined where there is no netlink. Needs no right. */
function fromKernel(): Address[] | undefined {
  const found = new Map<string, Address>();
  try {
    const netlink = openNetlink(NETLINK_ROUTE);
    try {
      for (const family of [AF_INET, AF_INET6]) {
        const request = new Uint8Array(rtmsg);
        request[0] = family;
        netlink.dump(RTM_GETROUTE, request, (view, offset, end) => {
          for (const gateway of gatewaysOf(view, offset, end)) found.set(formatAddress(gateway), gateway);
        });
      }
    } finally {
      netlink.close();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return undefined;
  }
  return [...found.values()];
}

const fromText = (files: HostFiles): Address[] => [
  ...(files.fresh(routeFiles.ipv4, bytes => parseRoutes(bytes.toString('latin1'))) ?? []),
  ...(files.fresh(routeFiles.ipv6, bytes => parseRoutes6(bytes.toString('latin1'))) ?? []),
];
