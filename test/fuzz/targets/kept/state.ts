import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { decodeState, encodeState } from '../../../../src/state/format.ts';
import { recalledPorts } from '../../../../src/state/service-ports.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** Parts of a state, with the checksum that belongs to them: without it nothing behind it would be looked at. */
export const state: Target = {
  sources: ['state/format.ts', 'state/service-ports.ts#recalledPorts,portsIn,numberOf,isPortList,savedAt'],
  corpus: corpusOf('state'),
  words: wordsOf('state.txt'),
  take: input => {
    const text = input.toString('utf8');
    const sum = createHash('sha256').update(text).digest('hex');
    for (const head of ['', `portjail-state 999 ${sum}\n`, `portjail-state 1 ${sum.replaceAll('0', '1')}\n`])
      decodeState(head + text);
    const decoded = decodeState(`portjail-state 1 ${sum}\n${text}`);
    if ('fault' in decoded) return;
    assert.deepEqual(decodeState(encodeState(decoded.parts)), {
      parts: JSON.parse(JSON.stringify(decoded.parts)),
    });
    for (const boot of [
      { id: 'b', clock: 1100 },
      { id: '', clock: 0 },
    ]) {
      const { tcp, udp } = recalledPorts(decoded.parts, boot);
      for (const { port, age } of [...tcp, ...udp]) assert.ok(port > 0 && port < 65_536 && age >= 0);
    }
  },
};
