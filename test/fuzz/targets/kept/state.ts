import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { decodeState, encodeState, type Parts } from '../../../../src/state/format.ts';
import { recalledPorts } from '../../../../src/state/service-ports.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

const sumOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** The parts of a state, in a file of the version that has them alone. */
const headOf = (body: Buffer, version = 1, sum = sumOf(body).toString('hex')): Buffer =>
  Buffer.concat([Buffer.from(`portjail-state ${version} ${sum}\n`), body]);

/** Parts of a state, with the checksum that belongs to them: without it nothing behind it would be looked at. */
export const state: Target = {
  sources: [
    'state/format.ts#decodeHead,decodeState,parsed',
    'state/service-ports.ts#recalledPorts,portsIn,numberOf,isPortList,savedAt',
  ],
  corpus: corpusOf('state'),
  words: wordsOf('state.txt'),
  take: input => {
    const body = Buffer.concat([input, Buffer.from('\n')]);
    const sum = sumOf(body).toString('hex').replaceAll('0', '1');
    for (const file of [input, headOf(body, 999), headOf(body, 2), headOf(body, 1, sum)]) decodeState(file);
    const decoded = decodeState(headOf(body));
    if ('fault' in decoded) return;
    assert.deepEqual(rewritten(decoded.parts), JSON.parse(JSON.stringify(decoded.parts)));
    for (const boot of [
      { id: 'b', clock: 1100 },
      { id: '', clock: 0 },
    ]) {
      const { tcp, udp } = recalledPorts(decoded.parts, boot);
      for (const { port, age } of [...tcp, ...udp]) assert.ok(port > 0 && port < 65_536 && age >= 0);
    }
  },
};

function rewritten(parts: Parts): Parts {
  const decoded = decodeState(Buffer.concat([...encodeState(parts, [])]));
  assert.ok('parts' in decoded);
  return decoded.parts;
}
