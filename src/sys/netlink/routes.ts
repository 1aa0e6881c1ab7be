import { AF_INET, AF_INET6 } from '../abi.ts';
import type { Words } from './inet-diag.ts';
import { eachAttribute, type Netlink } from './netlink.ts';

/** One unicast route, of whatever table, as rtnetlink(7) tells it: linux/rtnetlink.h. */
export interface Route {
  /** IPv4 in its mapped form. */
  readonly address: Words;
  /** Leading bits of it that count, 0 to 128 (IPv4 /n is n + 96). */
  readonly length: number;
  /** Index of the interface on whose wire its hosts are; 0 when the way there is a gateway, a tunnel or several ways. */
  readonly device: number;
  /** The kernel made it, for an address of this host. */
  readonly isConnected: boolean;
}

const RTM_GETROUTE = 26;
/** struct rtmsg: u8 family, length of the target, of the source, tos, table, protocol, scope, type; u32 flags. */
const rtmsg = { size: 12, length: 1, sourceLength: 2, table: 4, protocol: 5, type: 7 };
const RTN_UNICAST = 1;
const RTPROT_KERNEL = 2;
const RTA_DST = 1;
const RTA_OIF = 4;
/** RTA_GATEWAY, RTA_MULTIPATH, RTA_VIA, RTA_ENCAP_TYPE. */
const indirect = new Set([5, 9, 18, 21]);

/** Hands over every unicast route. Needs no right. Throws SystemError when the exchange fails. */
export function readRoutes(netlink: Netlink, onRoute: (route: Route) => void): void {
  for (const family of [AF_INET, AF_INET6]) {
    const request = new Uint8Array(rtmsg.size);
    request[0] = family;
    netlink.dump(RTM_GETROUTE, request, (view, offset, end) => {
      const route = routeAt(view, offset, end);
      if (route !== undefined) onRoute(route);
    });
  }
}

/** Reads one RTM_NEWROUTE; undefined when it is cut short, of another family or kind, or for some sources alone. */
export const routeAt = (view: DataView, offset: number, end: number): Route | undefined =>
  routeOfKind(view, offset, end, [RTN_UNICAST]);

/** The same for other kinds of route, of one table below 256. */
export const routeOfTable = (
  view: DataView,
  offset: number,
  end: number,
  table: number,
  kinds: readonly number[],
): Route | undefined =>
  offset + rtmsg.size <= Math.min(end, view.byteLength) && view.getUint8(offset + rtmsg.table) === table
    ? routeOfKind(view, offset, end, kinds)
    : undefined;

function routeOfKind(
  view: DataView,
  offset: number,
  end: number,
  kinds: readonly number[],
): Route | undefined {
  if (offset + rtmsg.size > Math.min(end, view.byteLength)) return undefined;
  const family = view.getUint8(offset);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  if (!kinds.includes(view.getUint8(offset + rtmsg.type))) return undefined;
  if (view.getUint8(offset + rtmsg.sourceLength) !== 0) return undefined;
  let address: Words = family === AF_INET ? [0, 0, 0xffff, 0] : [0, 0, 0, 0];
  let [device, isDirect] = [0, true];
  eachAttribute(view, offset + rtmsg.size, end, (type, data, last) => {
    if (type === RTA_DST) address = wordsAt(view, data, last, family) ?? address;
    else if (type === RTA_OIF && data + 4 <= last) device = view.getInt32(data, true);
    else if (indirect.has(type)) isDirect = false;
  });
  return {
    address,
    length: view.getUint8(offset + rtmsg.length) + (family === AF_INET ? 96 : 0),
    device: isDirect ? device : 0,
    isConnected: isDirect && view.getUint8(offset + rtmsg.protocol) === RTPROT_KERNEL,
  };
}

function wordsAt(view: DataView, data: number, end: number, family: number): Words | undefined {
  if (family === AF_INET) return data + 4 <= end ? [0, 0, 0xffff, view.getUint32(data)] : undefined;
  if (data + 16 > end) return undefined;
  return [
    view.getUint32(data),
    view.getUint32(data + 4),
    view.getUint32(data + 8),
    view.getUint32(data + 12),
  ];
}
