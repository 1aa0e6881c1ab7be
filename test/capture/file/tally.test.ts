import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTally, isUnreadable, readFrame, unreadOf } from '../../../src/capture/file/tally.ts';
import { linkDecoder } from '../../../src/capture/link.ts';
import { blank, ipv4, ipv6, viewOf } from '../frames.ts';

const ethernet = linkDecoder(1) ?? assert.fail();
const frame = (type: readonly number[], body: Uint8Array): Uint8Array =>
  Uint8Array.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ...type, ...body]);
const tcp4 = frame([8, 0], ipv4());
const tcp6 = frame([0x86, 0xdd], ipv6());
const icmp = frame([8, 0], ipv4({ protocol: 1 }));

/** The tally of frames of which so many bytes were captured. */
function tallied(captured: number, ...frames: readonly Uint8Array[]) {
  const tally = createTally();
  for (const whole of frames) {
    const end = Math.min(captured, whole.length);
    readFrame(ethernet, viewOf(whole.slice(0, end)), 0, end, whole.length, blank(), tally);
  }
  return tally;
}

test('readFrame() counts what was read, and TCP and UDP whose ports or flags were not captured', () => {
  const [ports4, ports6] = [14 + 20 + 14, 14 + 40 + 14];
  assert.deepEqual(tallied(ports4, tcp4), { ...createTally(), packets: 1, read: 1 });
  assert.deepEqual(tallied(ports4 - 1, tcp4), { ...createTally(), packets: 1, cut: 1 });
  assert.deepEqual(tallied(ports6 - 1, tcp6, tcp4), { ...createTally(), packets: 2, cut: 1, read: 1 });
  assert.deepEqual(tallied(20, tcp4), { ...createTally(), packets: 1, cut: 1 }, 'too short to tell');
});

test('readFrame() does not count as cut what would not be read whole', () => {
  assert.equal(tallied(40, icmp).cut, 0);
  assert.equal(tallied(2000, icmp).cut, 0);
  assert.equal(tallied(40, frame([8, 6], new Uint8Array(46))).cut, 0, 'ARP');
});

test('unreadOf() says nothing of a capture that was read, and why another was not', () => {
  assert.deepEqual(unreadOf(tallied(100, tcp4)), []);
  assert.match(
    unreadOf(tallied(44, tcp4, tcp4)).join(),
    /^2 of 2 packets not read, cut short .*tcpdump -s 0/,
  );
  assert.match(unreadOf(tallied(100, icmp)).join(), /^packets: 1, none of them TCP or UDP/);
  assert.deepEqual(unreadOf(createTally()), ['the capture holds no packet']);
});

test('isUnreadable() is true when something should have been read and nothing was', () => {
  assert.equal(isUnreadable(tallied(44, tcp4)), true);
  assert.equal(isUnreadable(tallied(48, tcp4, tcp6)), false);
  assert.equal(isUnreadable(tallied(100, icmp)), false);
  assert.equal(isUnreadable(createTally()), false);
});
