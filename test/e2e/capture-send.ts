/** Sends one SYN from eth0 to a MAC address, to the given port, with a VLAN tag when its id is not 0: hping3 cannot. */

import { readFileSync } from 'node:fs';
import * as abi from '../../src/sys/abi.ts';
import * as libc from '../../src/sys/libc.ts';
import { ipv4 } from '../capture/frames.ts';

const [mac = '', port, vlan] = process.argv.slice(2);
const bytesOf = (text: string): number[] => text.split(':').map(byte => Number.parseInt(byte, 16));
const tag = vlan === '0' ? [] : [0x81, 0, 0, Number(vlan)];
const packet = ipv4({ port: Number(port) });
packet.set([10, 97, 1, 1, 10, 97, 1, 2], 12);
const frame = Uint8Array.from([...bytesOf(mac), 2, 0, 0, 0, 0, 1, ...tag, 8, 0, ...packet]);

const fd = libc.ok('socket', libc.socket(abi.AF_PACKET, 3, 0));
const address = new DataView(new ArrayBuffer(abi.sockaddrLl.size));
address.setUint16(abi.sockaddrLl.family, abi.AF_PACKET, true);
address.setUint16(abi.sockaddrLl.protocol, 0x0800);
const index = Number(readFileSync('/sys/class/net/eth0/ifindex', 'latin1'));
address.setInt32(abi.sockaddrLl.interfaceIndex, index, true);
libc.ok('bind', libc.bind(fd, address, address.byteLength));
libc.ok('send', libc.send(fd, frame, frame.length, 0));
