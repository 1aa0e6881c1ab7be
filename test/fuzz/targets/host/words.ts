import assert from 'node:assert/strict';
import { subjectText } from '../../../../src/config/ignore-file/subject.ts';
import {
  isWide,
  millisecondsOf,
  mustBeNarrow,
  noteOf,
  prefixOf,
  subjectOf,
} from '../../../../src/config/ignore-file/wish.ts';
import { parseSpan } from '../../../../src/events/span.ts';
import { parseFilter } from '../../../../src/monitor/model/filter.ts';
import { formatAddress, formatPrefix, parseAddress, parsePrefix } from '../../../../src/net/address.ts';
import { formatHostName, parseHostName } from '../../../../src/net/host-name.ts';
import { UsageError } from '../../../../src/util/errors.ts';
import { declared, linesOf, type Target, wordsOf } from '../../engine/target.ts';

const now = Date.UTC(2026, 10, 22);

/** Words of command lines and of many files: addresses, names, times, filters. */
export const words: Target = {
  sources: [
    'net/address.ts#parseAddress,parsePrefix,parseUnmasked,maskAddress,maskOfWord,formatAddress,formatPrefix,longestZeroRun,wordOfDotted,wordsOfGroups',
    'net/host-name.ts',
    'config/ignore-file/wish.ts',
    'events/span.ts',
    'monitor/model/filter.ts#parseFilter,partOf,portOf,networkOf',
  ],
  corpus: linesOf('words.txt'),
  words: wordsOf('words.txt'),
  take: input => {
    const text = input.toString('utf8');
    const [address, prefix, name] = [parseAddress(text), parsePrefix(text), parseHostName(text)];
    if (address !== undefined) assert.deepEqual(parseAddress(formatAddress(address)), address);
    if (prefix !== undefined) assert.deepEqual(parsePrefix(formatPrefix(prefix)), prefix);
    if (name !== undefined) assert.deepEqual(parseHostName(formatHostName(name)), name);
    assert.ok(name === undefined || prefix === undefined, 'a name is no address');
    parseFilter(text);
    declared([UsageError], () => void parseSpan({ since: text }, now));
    declared([UsageError], () => void parseSpan({ since: '1d', until: text }, now));
    declared([UsageError], () => void parseSpan({ since: text, all: true }, now));
    declared([UsageError], () => assert.ok(millisecondsOf(text) >= 1000));
    declared([UsageError], () => assert.ok(noteOf(text).length <= 400));
    declared([UsageError], () => assert.notEqual(subjectText(subjectOf(text)), ''));
    declared([UsageError], () => {
      const found = prefixOf(text);
      isWide(found);
      mustBeNarrow(found, false);
    });
  },
};
