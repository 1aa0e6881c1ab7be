import { networkInterfaces } from 'node:os';
import { type Address, addressFromBytes, parseAddress } from '../net/address.ts';
import { AF_INET } from './abi.ts';
import { SystemError } from './libc.ts';
import { openNetlink } from './netlink/netlink.ts';

// linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h; struct ifaddrmsg has 8 bytes, struct rtattr 4.
const NETLINK_ROUTE = 0;
const RTM_GETADDR = 22;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const ifaddrmsg = 8;
const rtattr = 4;

/**
 * Every address of this host, from rtnetlink(7): networkInterfaces() of node:os leaves out links without a carrier yet,
 * for whose addresses the kernel answers too. It serves where there is no netlink.
 */
export function hostAddresses(): Address[] {
  const found: Address[] = [];
  try {
    const netlink = openNetlink(NETLINK_ROUTE);
    try {
      netlink.dump(RTM_GETADDR, new Uint8Array(ifaddrmsg), (view, offset, end) => {
        const address = readAddress(view, offset, end);
        if (address !== undefined) found.push(address);
      });
    } finally {
      // It is asked for ever: what a failure left open would take all descriptors.
      netlink.close();
    }
    return found;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const infos = Object.values(networkInterfaces()).flatMap(list => list ?? []);
    return infos.map(({ address }) => parseAddress(address)).filter(address => address !== undefined);
  }
}

/** On a point-to-point link IFA_ADDRESS is the peer's: IFA_LOCAL is ours where there is one. */
function readAddress(view: DataView, offset: number, end: number): Address | undefined {
  const size = view.getUint8(offset) === AF_INET ? 4 : 16;
  let address: Address | undefined;
  let at = offset + ifaddrmsg;
  while (at + rtattr + size <= end) {
    const type = view.getUint16(at + 2, true);
    if (type === IFA_LOCAL || (type === IFA_ADDRESS && address === undefined)) {
      address = addressFromBytes(view, at + rtattr, size);
    }
    at += (Math.max(rtattr, view.getUint16(at, true)) + 3) & ~3;
  }
  return address;
}
