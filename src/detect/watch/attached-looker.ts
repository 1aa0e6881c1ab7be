import { SystemError } from '../../sys/libc.ts';
import { readLinks } from '../../sys/netlink/links.ts';
import { openNetlink } from '../../sys/netlink/netlink.ts';
import { readRoutes } from '../../sys/netlink/routes.ts';
import { type Attached, attachedOf, nothingAttached } from './attached.ts';

const NETLINK_ROUTE = 0;

/** Looks take at most one part in so many of the time: a router with the Internet's table has a million routes. */
const lookShare = 100;

/** Returns the networks of this host, looked up anew unless the last look cost too much. Needs no right. */
export function attachedLooker(): () => Attached {
  let known = nothingAttached;
  let notBefore = 0;
  return () => {
    const start = performance.now();
    if (start < notBefore) return known;
    known = look() ?? known;
    const end = performance.now();
    notBefore = end + (end - start) * lookShare;
    return known;
  };
}

/** Undefined where there is no netlink. */
function look(): Attached | undefined {
  try {
    const netlink = openNetlink(NETLINK_ROUTE);
    try {
      return attachedOf(readLinks(netlink), onRoute => readRoutes(netlink, onRoute));
    } finally {
      netlink.close();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return undefined;
  }
}
