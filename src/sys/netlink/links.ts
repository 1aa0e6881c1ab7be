import { eachAttribute, type Netlink, openNetlink } from './netlink.ts';

/** One interface, as rtnetlink(7) tells it: linux/if_link.h. */
export interface Link {
  readonly index: number;
  /** Loopback has no other hosts; a network is behind those that can broadcast, a single peer or a tunnel behind others. */
  readonly isLoopback: boolean;
  readonly canBroadcast: boolean;
  /** The bridge, bond or VRF that it belongs to; 0 for none. */
  readonly master: number;
  /** The interface of this host that its frames go out of: what a VLAN or a macvlan is built on; 0 for none. */
  readonly lower: number;
}

/** The same, with what it is called, its flags (IFF_ of linux/if.h) and its kind, such as bridge; empty for hardware. */
export interface NamedLink extends Link {
  readonly name: string;
  readonly kind: string;
  readonly flags: number;
}

const NETLINK_ROUTE = 0;
const RTM_GETLINK = 18;
/** struct ifinfomsg: u8 family, u8, u16 type, s32 index, u32 flags, u32 change. */
const ifinfomsg = { size: 16, index: 4, flags: 8 };
const IFF_BROADCAST = 0x2;
const IFF_LOOPBACK = 0x8;
const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_INFO_KIND = 1;
const IFLA_LINK_NETNSID = 37;

/** Whose frames are those of the interface below. IFLA_LINK of a tunnel is its way, and of a veth its other end. */
const sameWire = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** Every interface of this network namespace. Needs no right. Throws SystemError when the exchange fails. */
export function readLinks(netlink: Netlink): NamedLink[] {
  const found: NamedLink[] = [];
  netlink.dump(RTM_GETLINK, new Uint8Array(ifinfomsg.size), (view, offset, end) => {
    const link = linkAt(view, offset, end);
    if (link !== undefined) found.push(link);
  });
  return found;
}

/** As `readLinks`, over a socket of its own. Throws SystemError. */
export function hostLinks(): NamedLink[] {
  const netlink = openNetlink(NETLINK_ROUTE);
  try {
    return readLinks(netlink);
  } finally {
    netlink.close();
  }
}

/** Reads one RTM_NEWLINK; undefined when it is cut short. */
export function linkAt(view: DataView, offset: number, end: number): NamedLink | undefined {
  if (offset + ifinfomsg.size > Math.min(end, view.byteLength)) return undefined;
  const flags = view.getUint32(offset + ifinfomsg.flags, true);
  let [name, master, lower, kind, isElsewhere] = ['', 0, 0, '', false];
  eachAttribute(view, offset + ifinfomsg.size, end, (type, data, last) => {
    if (type === IFLA_IFNAME) name = textAt(view, data, last);
    else if (type === IFLA_MASTER) master = indexAt(view, data, last);
    else if (type === IFLA_LINK) lower = indexAt(view, data, last);
    else if (type === IFLA_LINK_NETNSID) isElsewhere = true;
    else if (type === IFLA_LINKINFO) kind = kindAt(view, data, last);
  });
  return {
    name,
    flags,
    kind,
    index: view.getInt32(offset + ifinfomsg.index, true),
    isLoopback: (flags & IFF_LOOPBACK) !== 0,
    canBroadcast: (flags & IFF_BROADCAST) !== 0,
    master,
    // An index of another namespace says nothing here.
    lower: sameWire.has(kind) && !isElsewhere ? lower : 0,
  };
}

const indexAt = (view: DataView, data: number, end: number): number =>
  data + 4 <= end ? view.getInt32(data, true) : 0;

function kindAt(view: DataView, offset: number, end: number): string {
  let kind = '';
  eachAttribute(view, offset, end, (type, data, last) => {
    if (type === IFLA_INFO_KIND) kind = textAt(view, data, last);
  });
  return kind;
}

const textAt = (view: DataView, data: number, end: number): string =>
  Buffer.from(view.buffer, view.byteOffset + data, end - data)
    .toString()
    .replace(/\0+$/, '');
