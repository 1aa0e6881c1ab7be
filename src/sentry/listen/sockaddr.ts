import { type Address, addressFromBytes, isIPv4 } from '../../net/address.ts';
import { AF_INET, AF_INET6, sockaddrIn, sockaddrIn6 } from '../../sys/abi.ts';

/** Where a socket is bound. The wildcard is the address `::`, which serves IPv4 too. */
export interface Place {
  readonly address: Address;
  readonly port: number;
  /** Interface index of a link-local address, else 0. */
  readonly scope: number;
  /** The interface by which alone it takes anything in, for the wildcard; undefined for all. */
  readonly device?: { readonly name: string; readonly index: number };
}

export const wildcard: Address = [0, 0, 0, 0];

export const isWildcard = ({ address }: Place): boolean => address.every(word => word === 0);

/** struct sockaddr_in6 (IPv4 in its mapped form), or struct sockaddr_in on a kernel without IPv6. */
export function encodeSockaddr({ address, port, scope }: Place, family: number): DataView {
  if (family === AF_INET) return encodeIPv4(address, port);
  const bytes = new DataView(new ArrayBuffer(sockaddrIn6.size));
  bytes.setUint16(sockaddrIn6.family, AF_INET6, true);
  bytes.setUint16(sockaddrIn6.port, port);
  for (const i of [0, 1, 2, 3] as const) bytes.setUint32(sockaddrIn6.address + 4 * i, address[i]);
  bytes.setUint32(sockaddrIn6.scope, scope, true);
  return bytes;
}

function encodeIPv4(address: Address, port: number): DataView {
  const bytes = new DataView(new ArrayBuffer(sockaddrIn.size));
  bytes.setUint16(sockaddrIn.family, AF_INET, true);
  bytes.setUint16(sockaddrIn.port, port);
  bytes.setUint32(sockaddrIn.address, isIPv4(address) ? address[3] : 0);
  return bytes;
}

/** The address of a struct sockaddr_in or sockaddr_in6; a zone id is left behind here and never travels on. */
export function decodeSockaddr(bytes: DataView, offset = 0): Address {
  const family = bytes.getUint16(offset, true);
  return family === AF_INET
    ? addressFromBytes(bytes, offset + sockaddrIn.address, 4)
    : addressFromBytes(bytes, offset + sockaddrIn6.address, 16);
}
