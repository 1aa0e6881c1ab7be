import { AF_INET, AF_INET6 } from '../abi.ts';
import { SystemError } from '../libc.ts';
import { openNetlink } from './netlink.ts';
import { type Route, routeOfTable } from './routes.ts';

const NETLINK_ROUTE = 0;
const RTM_GETROUTE = 26;
/** linux/rtnetlink.h: the table that the kernel looks into first, and the kinds of route that end at this host. */
const RT_TABLE_LOCAL = 255;
const RTN_LOCAL = 2;
const RTN_ANYCAST = 4;
/** struct rtmsg: u8 family first, u8 table behind three others. */
const rtmsg = { size: 12, table: 4 };

/** More than any host has: what is beyond is left out. */
const mostRoutes = 65_536;

/**
 * Every network and address whose packets the kernel delivers to this host itself, from its local routing table: those of
 * its interfaces, and what `ip route add local` and anycast add. A route for everything is left out: it would make every
 * host this one. Reads that table alone, whatever the others hold; needs no right. Nothing where the kernel cannot be asked
 * so (before Linux 4.20).
 */
export function localRoutes(): Pick<Route, 'address' | 'length'>[] {
  const found: Pick<Route, 'address' | 'length'>[] = [];
  try {
    const netlink = openNetlink(NETLINK_ROUTE, 'strict');
    try {
      for (const family of [AF_INET, AF_INET6]) {
        const request = new Uint8Array(rtmsg.size);
        request[0] = family;
        request[rtmsg.table] = RT_TABLE_LOCAL;
        netlink.dump(RTM_GETROUTE, request, (view, offset, end) => {
          const route = routeOfTable(view, offset, end, RT_TABLE_LOCAL, [RTN_LOCAL, RTN_ANYCAST]);
          const all = family === AF_INET ? 96 : 0;
          if (route !== undefined && route.length > all && found.length < mostRoutes)
            found.push({ address: route.address, length: route.length });
        });
      }
    } finally {
      netlink.close();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
  return found;
}
