/** Sends one SYN from eth0 to a MAC address, to the given port, with a VLAN tag when its id is not 0: hping3 cannot. */

import { ipv4 } from '../../capture/frames.ts';
import { put } from '../packets/wire.ts';

const [mac = '', port, vlan] = process.argv.slice(2);
const bytesOf = (text: string): number[] => text.split(':').map(byte => Number.parseInt(byte, 16));
const tag = vlan === '0' ? [] : [0x81, 0, 0, Number(vlan)];
const packet = ipv4({ port: Number(port) });
packet.set([10, 97, 1, 1, 10, 97, 1, 2], 12);
const frame = Uint8Array.from([...bytesOf(mac), 2, 0, 0, 0, 0, 1, ...tag, 8, 0, ...packet]);

put(frame);
