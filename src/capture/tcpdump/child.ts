import { type ChildProcess, spawn } from 'node:child_process';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { createPcapStream } from '../file/pcap-stream.ts';
import { createPacket } from '../packet.ts';
import type { OnPacket } from '../source.ts';
import type { Takes } from './handover.ts';

/** What a child needs to know of the sentry that starts it. */
export interface Parent {
  /** The user that the sentry becomes, "" when it stays who it is: the child becomes the same, so that it can be ended. */
  readonly user: string;
  /** Called once when the packets end by themselves; nothing is seen from then on. */
  readonly onFailure: (error: WorkError) => void;
}

/** A tcpdump that listens. It reports the packets that both `begins` and `ends` take; none before it is told to begin. */
export interface Child {
  begins: Takes;
  ends: Takes;
  /** Ends it; what it has written before is still reported. */
  retire(): void;
  /** Ends it; nothing is reported any more. */
  stop(): void;
}

/** A whole packet of Ethernet behind the link layer's header: a chain of extension headers may fill it. */
const snapLength = 1536;

const options = [
  ...['-i', 'any', '-n', '-p', '-U', '-s', String(snapLength), '-B', '16384', '--immediate-mode', '-w', '-'],
];

/** Starts one, and returns when it listens. Throws WorkError when it cannot. `onLost` is told what it lost, at its end. */
export function startChild(
  expression: string,
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
    begins: () => false,
    ends: () => true,
    retire: () => {
      isWanted = false;
      process.kill('SIGTERM');
    },
    stop: () => {
      child.begins = () => false;
      child.retire();
    },
  };
  const stream = createPcapStream(
    packet,
    () => child.begins(packet) && child.ends(packet) && onPacket(packet),
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
