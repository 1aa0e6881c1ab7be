import { type Address, addressFromBytes } from '../../../net/address.ts';
import { AF_INET, AF_INET6 } from '../../../sys/abi.ts';

/** How rtnetlink(7) tells a route: linux/rtnetlink.h; struct rtmsg has 12 bytes, rtattr 4, rtnexthop 8, rtvia 2. */
export const rtmsg = 12;
const rtattr = 4;
const rtnexthop = 8;
const rtvia = 2;
const RTA_GATEWAY = 5;
const RTA_MULTIPATH = 9;
const RTA_VIA = 18;

/**
 * The longest prefix that still counts as a default route: a VPN lays 0.0.0.0/1 and 128.0.0.0/1 over the default, and
 * 2000::/3 is all of the IPv6 Internet.
 */
const widest = (family: number): number => (family === AF_INET ? 1 : 3);

/** The gateways of one route, whatever its table; none unless it is a default route. */
export function gatewaysOf(view: DataView, offset: number, end: number): Address[] {
  const limit = Math.min(end, view.byteLength);
  if (offset + rtmsg > limit) return [];
  const family = view.getUint8(offset);
  if (family !== AF_INET && family !== AF_INET6) return [];
  if (view.getUint8(offset + 1) > widest(family)) return [];
  return inAttributes(view, offset + rtmsg, limit, family).filter(isSet);
}

function inAttributes(view: DataView, offset: number, end: number, family: number): Address[] {
  const found: Address[] = [];
  for (let at = offset; at + rtattr <= end; ) {
    const length = view.getUint16(at, true);
    if (length < rtattr || at + length > end) break;
    const [data, last] = [at + rtattr, at + length];
    const type = view.getUint16(at + 2, true);
    if (type === RTA_GATEWAY) found.push(...addressAt(view, data, last, family));
    // A gateway of the other family, as of IPv4 by an IPv6 router (RFC 5549).
    else if (type === RTA_VIA && data + rtvia <= last)
      found.push(...addressAt(view, data + rtvia, last, view.getUint16(data, true)));
    else if (type === RTA_MULTIPATH) found.push(...inNexthops(view, data, last, family));
    at += (length + 3) & ~3;
  }
  return found;
}

function inNexthops(view: DataView, offset: number, end: number, family: number): Address[] {
  const found: Address[] = [];
  for (let at = offset; at + rtnexthop <= end; ) {
    const length = view.getUint16(at, true);
    if (length < rtnexthop || at + length > end) break;
    found.push(...inAttributes(view, at + rtnexthop, at + length, family));
    at += (length + 3) & ~3;
  }
  return found;
}

function addressAt(view: DataView, offset: number, end: number, family: number): Address[] {
  const size = family === AF_INET ? 4 : 16;
  return offset + size <= end ? [addressFromBytes(view, offset, size)] : [];
}

/** False for 0.0.0.0 and ::, which stand for no gateway. */
export const isSet = (address: Address): boolean =>
  address[3] !== 0 || (address[2] !== 0xffff && address[2] !== 0) || address[0] !== 0 || address[1] !== 0;
