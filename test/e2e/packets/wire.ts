/** Frames as they are, out of eth0 of whatever namespace this runs in. */
import { readFileSync } from 'node:fs';
import * as abi from '../../../src/sys/abi.ts';
import * as libc from '../../../src/sys/libc.ts';

const fd = libc.ok('socket', libc.socket(abi.AF_PACKET, 3, 0));
const address = new DataView(new ArrayBuffer(abi.sockaddrLl.size));
address.setUint16(abi.sockaddrLl.family, abi.AF_PACKET, true);
address.setUint16(abi.sockaddrLl.protocol, 0x0800);
const index = Number(readFileSync('/sys/class/net/eth0/ifindex', 'latin1'));
address.setInt32(abi.sockaddrLl.interfaceIndex, index, true);
libc.ok('bind', libc.bind(fd, address, address.byteLength));

/** Throws where the kernel did not take it. */
export const put = (frame: Uint8Array): void => void libc.ok('send', libc.send(fd, frame, frame.length, 0));
