import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { followEvents } from '../../../src/events/follow.ts';
import type { Shared } from '../../../src/events/shared/hear-shared.ts';
import { readShared } from '../../../src/events/shared/read-shared.ts';
import { readStory } from '../../../src/events/story.ts';
import { formatAgain } from '../../../src/log/line.ts';
import { formatAddress, parsePrefix } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import { banLine, line, logs } from '../fixture.ts';
import { sharedLine } from './fixture.ts';

const now = Date.now();
const hour = 3_600_000;
const span = { since: now - 24 * hour, until: now };

test('readShared() tells of each line of the span once, also behind a rotation, and of one source alone', async t => {
  const { log, put } = logs(t);
  const path = `${log}.fleet`;
  put(
    `${path}.1`,
    sharedLine('203.0.113.1', now - 30 * hour) + sharedLine('203.0.113.2', now - 2 * hour),
    now - hour,
  );
  const rest =
    `${formatAgain(now - hour, 1, 7)}\n${sharedLine('203.0.113.2', now - 2 * hour)}` +
    `${line('203.0.113.9', now - hour)}forged\n${sharedLine('2001:db8::5', now - hour, 'told')}`;
  put(path, rest, now);
  const told = async (only?: string): Promise<string[]> => {
    const found: string[] = [];
    const hear = ({ verb, source, origin }: Shared): void =>
      void found.push(`${verb} ${formatAddress(source)} ${origin}`);
    const which = only === undefined ? undefined : (parsePrefix(only) ?? assert.fail());
    assert.deepEqual(await readShared(path, { span, only: which }, hear), []);
    return found;
  };
  assert.deepEqual(await told(), ['fleet 203.0.113.2 web2', 'told 2001:db8::5 web2']);
  assert.deepEqual(await told('2001:db8::/64'), ['told 2001:db8::5 web2']);
  assert.deepEqual(await told('203.0.113.9'), []);
});

test('readShared() says what it cannot read, and nothing of a log that is not there', async t => {
  const { log, put } = logs(t);
  const nothing = (): void => assert.fail('nothing is told');
  assert.deepEqual(await readShared(join(log, '..', 'none', 'fleet.log'), { span }, nothing), []);
  put(`${log}.1.gz`, 'no gzip', now - hour);
  put(log, '', now);
  const [note = '', ...more] = await readShared(log, { span }, nothing);
  assert.match(note, /\.1\.gz: it is damaged/);
  assert.deepEqual(more, []);
});

test('readStory() has what other hosts have proven between the rest, by time, and as no touch', async t => {
  const { log, bans, put, places } = logs(t);
  const shared = `${log}.fleet`;
  put(log, line('203.0.113.7', now - 3 * hour), now);
  put(shared, sharedLine('203.0.113.7', now - 2 * hour) + sharedLine('203.0.113.8', now - 2 * hour), now);
  put(bans, banLine(now - hour, '[portsentry-fleet] Ban 203.0.113.7'), now);
  const only = parsePrefix('203.0.113.7') ?? assert.fail();
  const { events, notes } = await readStory({ places: { ...places, shared }, span, only });
  assert.deepEqual(
    events.map(({ what }) => what),
    ['touch', 'shared', 'ban'],
  );
  assert.deepEqual(notes, []);
});

test('followEvents() tells what other hosts prove, to who asks for it, and as no touch', async t => {
  const { log, bans, put, places } = logs(t);
  const shared = `${log}.fleet`;
  for (const file of [log, bans]) put(file, '', now);
  put(shared, sharedLine('203.0.113.7', now - 2 * hour) + sharedLine('203.0.113.8', now - 60_000), now);
  const told: string[] = [];
  const followed = followEvents(
    {
      places: { ...places, shared },
      since: { log: now - hour },
      onProblem: (_place, error) => assert.fail(error),
    },
    { onTouch: () => assert.fail('a touch'), onShared: ({ source }) => told.push(formatAddress(source)) },
  );
  t.after(() => followed.stop());
  await until(() => told.length > 0, 'what is there');
  assert.deepEqual(told, ['203.0.113.8']);
});
