import assert from 'node:assert/strict';
import { parseManifest } from '../../../../src/jails/write/manifest.ts';
import { readPositions } from '../../../../src/metrics/position.ts';
import { exposition, readKept } from '../../../../src/metrics/samples.ts';
import { parseAnswers } from '../../../../src/names/parse.ts';
import { parseRecord } from '../../../../src/setup/record.ts';
import { parseStatus } from '../../../../src/status/parser.ts';
import { WorkError } from '../../../../src/util/errors.ts';
import { mustStay } from '../../engine/stays.ts';
import { corpusOf, declared, type Target, wordsOf } from '../../engine/target.ts';

/** What the sentry, its timers and its installer keep in files, some of them as another user than who reads them. */

export const status: Target = {
  sources: ['status/parser.ts'],
  corpus: corpusOf('status'),
  words: wordsOf('status.txt'),
  take: input => mustStay(input.toString('utf8'), parseStatus),
};

export const answers: Target = {
  sources: ['names/parse.ts'],
  corpus: corpusOf('answers'),
  words: wordsOf('answers.txt'),
  take: input => mustStay(input.toString('utf8'), parseAnswers),
};

export const manifest: Target = {
  sources: ['jails/write/manifest.ts#parseManifest,jsonIn,isManifest,areTexts,isRecordOfTexts'],
  corpus: corpusOf('manifest'),
  words: wordsOf('manifest.txt'),
  take: input => declared([WorkError], () => void parseManifest(input.toString('utf8'), '/x')),
};

export const setup: Target = {
  sources: ['setup/record.ts#parseRecord,jsonIn,isRecord,isObject,areTexts,isStood'],
  corpus: corpusOf('setup'),
  words: wordsOf('setup.txt'),
  take: input =>
    declared([WorkError], () => {
      const { units, files, folders, others } = parseRecord(input.toString('utf8'), '/x');
      for (const { isEnabled, isActive } of Object.values(units)) void [isEnabled, isActive];
      for (const text of [...Object.values(files), ...folders, ...others])
        assert.equal(typeof text, 'string');
    }),
};

/** The file of the metrics, which the next run goes on from. */
export const positions: Target = {
  sources: [
    'metrics/position.ts#readPositions,jsonIn,positionOf,markOf,isCount',
    'metrics/samples.ts#readKept,valuesOf,labelText,everyLabel',
  ],
  corpus: corpusOf('positions'),
  words: wordsOf('positions.txt'),
  take: input => {
    const text = input.toString('utf8');
    const found = readPositions(text);
    if (found !== undefined)
      assert.deepEqual(readPositions(`# portjail-position ${JSON.stringify(found)}`), found);
    const kept = readKept(text);
    assert.deepEqual(readKept(exposition(kept)), kept);
  },
};
