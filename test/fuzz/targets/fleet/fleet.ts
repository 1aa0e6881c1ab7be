import assert from 'node:assert/strict';
import { formatEvent, parseEvent } from '../../../../src/fleet/event.ts';
import { parseHosts } from '../../../../src/fleet/hub/hosts-file.ts';
import { isHostName, originOf, scanSubject } from '../../../../src/fleet/names.ts';
import { formatPardon, parsePardon } from '../../../../src/fleet/pardon.ts';
import { parseFleetStatus } from '../../../../src/fleet/status/parse.ts';
import { formatShared, parseShared } from '../../../../src/log/fleet/fleet-line.ts';
import { UsageError } from '../../../../src/util/errors.ts';
import { mustStay } from '../../engine/stays.ts';
import { corpusOf, declared, linesOf, type Target, wordsOf } from '../../engine/target.ts';

/** What other hosts of a fleet tell: a message of theirs, and the subject that it came on. */
export const fleetEvents: Target = {
  sources: [
    'fleet/event.ts#parseEvent,parseJson,isWhole',
    'fleet/pardon.ts#parsePardon',
    'fleet/names.ts#originOf',
  ],
  corpus: corpusOf('fleet-events'),
  words: wordsOf('fleet-events.txt'),
  take: input => {
    const event = parseEvent(input);
    if (typeof event === 'object') assert.deepEqual(parseEvent(Buffer.from(formatEvent(event))), event);
    const pardon = parsePardon('portjail.pardon.203-0-113-7', input);
    if (pardon !== undefined)
      assert.deepEqual(parsePardon('portjail.pardon.203-0-113-7', Buffer.from(formatPardon(pardon))), pardon);
    const origin = originOf(input.toString('latin1'));
    if (origin !== undefined) assert.ok(isHostName(origin) && originOf(scanSubject(origin)) === origin);
  },
};

/** The fleet's log. */
export const fleetLines: Target = {
  sources: ['log/fleet/fleet-line.ts#parseShared'],
  corpus: linesOf('fleet-lines.txt'),
  words: wordsOf('log-lines.txt'),
  take: input => {
    for (const entry of input.toString('utf8').split('\n').map(parseShared))
      if (entry !== undefined)
        assert.deepEqual(parseShared(formatShared(entry.verb, entry, entry.pid)), entry);
  },
};

/** What the fleet's process says of itself, read by other users' programs. */
export const fleetStatus: Target = {
  sources: ['fleet/status/parse.ts'],
  corpus: corpusOf('fleet-status'),
  words: wordsOf('fleet-status.txt'),
  take: input => mustStay(input.toString('utf8'), parseFleetStatus),
};

/** The file of who is in a fleet. */
export const fleetHosts: Target = {
  sources: ['fleet/hub/hosts-file.ts#parseHosts,wordsOf,dialled,nameIn,hostIn'],
  corpus: corpusOf('fleet-hosts'),
  words: wordsOf('fleet-hosts.txt'),
  take: input => declared([UsageError], () => void parseHosts(input.toString('utf8'), 'hosts')),
};
