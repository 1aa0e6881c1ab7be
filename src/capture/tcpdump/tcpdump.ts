import { diag } from '../../util/diag.ts';
import { errorMessage } from '../../util/errors.ts';
import { createComplaint, later } from '../../util/steady.ts';
import { expressionOf } from '../filter/expression.ts';
import type { Filter } from '../filter/filter.ts';
import { createGate, type Gate, requireInterfaces } from '../interfaces.ts';
import { createLocal } from '../local.ts';
import type { Interfaces, LiveSource, OnPacket } from '../source.ts';
import { type Child, type Parent, startChild } from './child.ts';
import { createHandover, handedOver } from './handover.ts';

/**
 * How long the old child and the new one listen side by side when the filter changes (milliseconds): on a busy machine too
 * the old one has told all that is its own by then.
 */
const overlap = handedOver + 2000;

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
  let child = await startChild(expression, accept, parent, onLost).catch(error => {
    gate.stop();
    throw error;
  });
  child.begins = () => true;
  let retired: Child | undefined;
  let isOpen = true;
  let changes = Promise.resolve();
  const change = async (wanted: string): Promise<void> => {
    const isOvertaken = (): boolean => !isOpen || wanted !== expression;
    if (isOvertaken()) return;
    const next = await startChild(wanted, accept, parent, onLost);
    if (isOvertaken()) return next.stop();
    const old = child;
    [retired, child] = [old, next];
    const handover = createHandover(Date.now());
    old.ends = handover.old;
    next.begins = handover.next;
    // Only two at a time hand over to each other.
    await new Promise<void>(resolve => {
      later(overlap, 'ending the tcpdump before', () => {
        resolve();
        old.retire();
      });
    });
  };
  return {
    replaceFilter: next => {
      filter = next;
      const wanted = expressionOf(next.watch);
      if (wanted === expression) return;
      const before = expression;
      expression = wanted;
      // Who has given up the right to capture cannot start another child: the old one goes on.
      changes = changes
        .then(() => change(wanted))
        .catch(error => {
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
      retired?.stop();
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
