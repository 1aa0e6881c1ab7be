import { type Address, isIPv4 } from './address.ts';

/**
 * True for an address that no host of the Internet has: 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (RFC 1918),
 * 100.64.0.0/10 (RFC 6598), fc00::/7 (RFC 4193), and link-local 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291, 2.5.6).
 */
export const isPrivate = (address: Address): boolean =>
  isIPv4(address) ? isPrivateIPv4(address[3]) : address[0] >>> 25 === 0x7e || address[0] >>> 22 === 0x3fa;

function isPrivateIPv4(word: number): boolean {
  switch (word >>> 24) {
    case 10:
      return true;
    case 100:
      return word >>> 22 === 0x191;
    case 169:
      return word >>> 16 === 0xa9fe;
    case 172:
      return word >>> 20 === 0xac1;
    case 192:
      return word >>> 16 === 0xc0a8;
    default:
      return false;
  }
}
