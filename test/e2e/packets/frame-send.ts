/**
 * Sends the frames that come as hexadecimal lines on standard input out of eth0: what no tool of the attacker's makes.
 * With a number, each is sent that often; its source must be 0.0.0.0 and is another one every time.
 */
import { readFileSync } from 'node:fs';
import { put } from './wire.ts';

const times = Number(process.argv[2] ?? 1);
/** Behind 14 bytes of Ethernet. */
const identification = 18;
let between: Uint8Array = new Uint8Array(0);
for (const line of readFileSync(0, 'latin1').split('\n').filter(Boolean)) {
  const frame = Uint8Array.from(Buffer.from(line, 'hex'));
  between = frame.slice(identification + 2, identification + 8);
  for (let i = 0; i < times; i++) {
    if (times > 1) frame.set(sourceOf(i), identification);
    put(frame);
  }
}

/**
 * Identification, what stands between, and a source in place of 0.0.0.0; the identification makes up for the source, or a bridge
 * that looks at checksums would drop it.
 */
function sourceOf(i: number): number[] {
  const sum = 0x0b00 + (i >> 16) + (i & 0xffff);
  const id = 0x10000 - ((sum & 0xffff) + (sum >> 16));
  return [id >> 8, id, ...between, 11, i >> 16, i >> 8, i];
}
