import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';

/** What is met of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol). */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export interface Protocol {
  /** Throws where the browser says no, or has ended. */
  readonly call: (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;
  readonly listen: (hear: (message: Message) => void) => void;
}

/** Speaks with a Chromium of `--remote-debugging-pipe`: it reads at 3 and writes at 4; each message is JSON and ends with a NUL. */
export function protocolOf(child: ChildProcess): Protocol {
  const [input, output] = [child.stdio[3] as Duplex, child.stdio[4] as Duplex];
  const waiting = new Map<number, (message: Message) => void>();
  const hearers: ((message: Message) => void)[] = [];
  let [rest, last] = ['', 0];
  output.setEncoding('utf8').on('data', (text: string) => {
    const pieces = (rest + text).split('\0');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      const message: Message = JSON.parse(piece);
      if (message.id === undefined) for (const hear of hearers) hear(message);
      else waiting.get(message.id)?.(message);
    }
  });
  child.once('exit', () => {
    for (const end of waiting.values()) end({ error: { message: 'Chromium has ended' } });
  });
  return {
    call: async (method, params = {}, sessionId) => {
      const id = ++last;
      const answered = new Promise<Message>(resolve => waiting.set(id, resolve));
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      const { result, error } = await answered;
      waiting.delete(id);
      if (result === undefined) throw new Error(`${method}: ${error?.message}`);
      return result;
    },
    listen: hear => hearers.push(hear),
  };
}
