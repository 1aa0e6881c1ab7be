import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRepeats } from '../../../../src/detect/speak/repeats.ts';
import { noTraces } from '../../../../src/detect/track/traces.ts';
import { createTracker } from '../../../../src/detect/track/tracker.ts';
import { decodeState } from '../../../../src/state/format.ts';
import { corpusOf, type Target } from '../../engine/target.ts';

const sumOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const head = Buffer.from(`portjail-state 2 ${sumOf(Buffer.from('{}\n')).toString('hex')}\n{}\n`);
/** A block of 32 bytes, of the kind that ends a file: the checksum of all before it. */
const end = Buffer.from('0020000000', 'hex');
/** Made once: its memory takes a while to make. */
const repeats = createRepeats();

/** What is remembered of sources, behind a head and before the checksum that belongs to it. */
export const remembered: Target = {
  sources: [
    'state/file-blocks.ts#splitBlocks,isEnd',
    'detect/kept/bytes.ts#createReader',
    'detect/kept/remembered.ts',
    'detect/kept/blocks.ts#countIn,backwards',
    'detect/kept/line-record.ts#readLine',
    'detect/kept/source-record.ts#readSource,readList,isEntry,isScore,recallSource',
    'detect/kept/set-record.ts#readSet,readHalf,readPorts,recallSet',
    'detect/kept/traces.ts#eachTrace',
    'detect/kept/tracker-blocks.ts#readTracker,recallSources,recallTraces,takingIn',
  ],
  corpus: corpusOf('remembered'),
  words: [],
  take: input => {
    decodeState(Buffer.concat([head, input]));
    const decoded = decodeState(Buffer.concat([head, input, end, sumOf(input)]));
    if ('fault' in decoded) return;
    repeats.recall(decoded.remembered, 60_000);
    if (decoded.remembered.tracker === undefined) return;
    const tracker = createTracker(64, 32, 16, noTraces);
    for (const _ of tracker.recall(decoded.remembered.tracker, 60_000));
    assert.ok(tracker.sources() <= decoded.remembered.tracker.sources);
    for (const _ of tracker.blocks());
  },
};
