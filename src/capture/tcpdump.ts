import { type ChildProcess, spawn } from 'node:child_process';
import { diag } from '../util/diag.ts';
import { errorMessage, WorkError } from '../util/errors.ts';
import { createComplaint, later } from '../util/steady.ts';
import { createPcapStream } from './file/pcap-stream.ts';
import { expressionOf } from './filter/expression.ts';
import type { Filter } from './filter/filter.ts';
import { createGate, type Gate, requireInterfaces } from './interfaces.ts';
import { createLocal } from './local.ts';
import { createPacket } from './packet.ts';
import type { Interfaces, LiveSource, OnPacket } from './source.ts';

/** How long the old child and the new one listen side by side when the filter changes, and when the one hands over to the other (milliseconds). */
const overlap = 500;
const handover = 20;

/** What a child needs to know of the sentry that starts it. */
export interface Parent {
  /** The user that the sentry becomes, "" when it stays who it is: the child becomes the same, so that it can be ended. */
  readonly user: string;
  /** Called once when the packets end by themselves; nothing is seen from then on. */
  readonly onFailure: (error: WorkError) => void;
}

/**
 * The way out where the ring or koffi is not to be had: a tcpdump child, at about ten times the cost per packet. Returns
 * when it listens. Throws WorkError when it cannot.
 */
export async function openTcpdump(
  interfaces: Interfaces,
  first: Filter,
  onPacket: OnPacket,
  parent: Parent,
): Promise<LiveSource> {
  requireInterfaces(interfaces.names);
  const gate = createGate(interfaces);
  const accept = acceptor(gate, () => filter, onPacket);
  let filter = first;
  let expression = expressionOf(first.watch);
  let lost = 0;
  const onLost = (packets: number): void => {
    lost += packets;
  };
  const hearing = createHearing();
  let child = await startChild(expression, -Infinity, accept, parent, onLost).catch(error => {
    gate.stop();
    throw error;
  });
  let isOpen = true;
  const swap = async (wanted: string): Promise<void> => {
    const next = await startChild(wanted, Infinity, accept, parent, onLost);
    // A newer filter, or the end, has overtaken this one while it started.
    if (!isOpen || wanted !== expression) return next.stop();
    const old = child;
    child = next;
    // Both see each packet with the same time: the one takes those before a moment that is still to come, the other
    // those after it.
    old.until = next.since = Date.now() + handover;
    later(overlap, 'ending the tcpdump before', () => old.stop());
  };
  return {
    replaceFilter: next => {
      filter = next;
      const wanted = expressionOf(next.watch);
      if (wanted === expression) return;
      const before = expression;
      expression = wanted;
      // Who has given up the right to capture cannot start another child: the old one goes on.
      swap(wanted).catch(error => {
        if (expression === wanted) expression = before;
        diag('error', `the old filter of tcpdump stays: ${errorMessage(error)}`);
      });
    },
    replaceInterfaces: next => gate.replace(next),
    heard: hearing,
    drops: () => {
      const answer = lost;
      lost = 0;
      return answer;
    },
    stop: () => {
      isOpen = false;
      gate.stop();
      child.stop();
    },
  };
}

/** What the child takes to write a packet, more than it should be (milliseconds). */
const lag = 200;

/**
 * What the child has written is read between two turns of the event loop, so the time of a question is heard up to when
 * the turn after it is over. To be asked again and again.
 */
function createHearing(): () => number {
  let [heard, isAsking] = [Number.NEGATIVE_INFINITY, false];
  return () => {
    if (!isAsking) {
      isAsking = true;
      const now = Date.now();
      setImmediate(() => {
        heard = now - lag;
        isAsking = false;
      });
    }
    return heard;
  };
}

/** Takes a packet that is ours and wanted. */
function acceptor(gate: Gate, filter: () => Filter, onPacket: OnPacket): OnPacket {
  const local = createLocal();
  const complain = createComplaint('judging a packet');
  const judge: OnPacket = packet => {
    if (packet.vlan !== 0 || !gate.admits(packet.interfaceIndex, packet.leaves)) return;
    if (filter().matches(packet) && local.has(packet.leaves ? packet.source : packet.target))
      onPacket(packet);
  };
  return packet => {
    try {
      judge(packet);
    } catch (error) {
      complain(error);
    }
  };
}

interface Child {
  /** It reports packets later than `since` and not later than `until` (milliseconds since the epoch). */
  since: number;
  until: number;
  stop(): void;
}

/** A whole packet of Ethernet behind the link layer's header: a chain of extension headers may fill it. */
const snapLength = 1536;

const options = [
  ...['-i', 'any', '-n', '-p', '-U', '-s', String(snapLength), '-B', '16384', '--immediate-mode', '-w', '-'],
];

function startChild(
  expression: string,
  since: number,
  onPacket: OnPacket,
  { user, onFailure }: Parent,
  onLost: (packets: number) => void,
): Promise<Child> {
  // Debian's tcpdump becomes a user of its own, whom a sentry without root cannot send a signal (tcpdump(8), -Z).
  const become = user === '' ? [] : ['-Z', user];
  const process = spawn('tcpdump', [...options, ...become, expression], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const packet = createPacket();
  let isWanted = true;
  const child: Child = {
    since,
    until: Infinity,
    stop: () => {
      isWanted = false;
      process.kill('SIGTERM');
    },
  };
  const stream = createPcapStream(
    packet,
    () => isWanted && packet.time > child.since && packet.time <= child.until && onPacket(packet),
    'The stream of tcpdump',
  );
  process.stdout.on('data', (chunk: Uint8Array) => {
    try {
      stream.feed(chunk);
    } catch (error) {
      child.stop();
      onFailure(new WorkError(errorMessage(error)));
    }
  });
  return new Promise((resolve, reject) => {
    let said = '';
    let isListening = false;
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
      if (!isListening && said.includes('listening on')) {
        isListening = true;
        resolve(child);
      }
    });
    ended(process, () => {
      onLost(Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0));
      const error = new WorkError(
        `tcpdump ended: ${said.trim() || 'is it installed, with the right CAP_NET_RAW?'}`,
      );
      if (!isListening) reject(error);
      else if (isWanted) onFailure(error);
    });
  });
}

function ended(process: ChildProcess, callback: () => void): void {
  // After a failed start there is an error and no exit.
  process.once('error', callback);
  process.once('close', callback);
}
