import { AF_INET, AF_INET6 } from '../abi.ts';
import { isMapped, type Words } from './inet-diag.ts';

// linux/inet_diag.h: struct inet_diag_bc_op (u8 code, u8 yes, u16 no), then struct inet_diag_hostcond (u8 family,
// u8 prefix length, two of padding, int port, the address).
const INET_DIAG_BC_D_COND = 8;
const opSize = 4;
const conditionSize = 8;
const anyPort = -1;

/**
 * The kernel's filter program for "the other side is this host". An IPv4 condition holds for an IPv6 socket with the mapped
 * address too. A jump to the very end takes the socket, one of 4 bytes beyond refuses it (inet_diag_bc_run in
 * net/ipv4/inet_diag.c).
 */
export function isPeer(address: Words): Uint8Array {
  const ipv4 = isMapped(address);
  const words = ipv4 ? [address[3]] : address;
  const size = opSize + conditionSize + 4 * words.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, INET_DIAG_BC_D_COND);
  view.setUint8(1, size);
  view.setUint16(2, size + 4, true);
  view.setUint8(4, ipv4 ? AF_INET : AF_INET6);
  view.setUint8(5, 32 * words.length);
  view.setInt32(8, anyPort, true);
  for (const [i, word] of words.entries()) view.setUint32(opSize + conditionSize + 4 * i, word);
  return bytes;
}
