import { isIPv4 } from '../../../../src/net/address.ts';
import { address } from '../../helpers.ts';

/** A utmp record in the layout of most 64-bit machines, or of arm64: type, pid and peer filled in. */
export function utmpRecord(type: number, pid: number, peer: string | undefined, arch = 'x64'): Buffer {
  const [size, offset] = arch === 'arm64' ? [400, 360] : [384, 348];
  const bytes = Buffer.alloc(size);
  bytes.writeInt16LE(type, 0);
  bytes.writeInt32LE(pid, 4);
  bytes.write('pts/0', 8);
  bytes.write('root', 44);
  if (peer === undefined) return bytes;
  const words = address(peer);
  if (isIPv4(words)) bytes.writeUInt32BE(words[3], offset);
  else for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, offset + 4 * i);
  return bytes;
}
