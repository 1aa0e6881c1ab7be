import { emitKeypressEvents } from 'node:readline';

/** A key, by its name (up, down, return, escape, backspace, ctrl-c ...) or its character. */
export type Key = string;

/** What node:readline makes of a key press. */
interface Pressed {
  readonly name?: string;
  readonly sequence?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/** Tells of each key, put together from what may come in pieces. Returns what ends it. */
export function hearKeys(onKey: (key: Key) => void, input: NodeJS.ReadStream = process.stdin): () => void {
  if (!input.isTTY) return () => {};
  const heard = (_text: unknown, pressed: Pressed): void => {
    const key = keyOf(pressed);
    if (key !== undefined) onKey(key);
  };
  // The terminal is gone: without keys, nobody could end it.
  const failed = (): void => onKey('ctrl-c');
  emitKeypressEvents(input);
  input.on('keypress', heard).on('error', failed).on('end', failed);
  input.resume();
  return () => {
    input.off('keypress', heard).off('end', failed);
    input.pause();
  };
}

/** Undefined for what no key of ours is. */
function keyOf({ name, sequence = '', ctrl = false, meta = false }: Pressed): Key | undefined {
  if (ctrl) return `ctrl-${name}`;
  if (/^[ -~]$/.test(sequence)) return sequence;
  if (name === 'escape') return name;
  if (meta || name === undefined) return undefined;
  return name === 'enter' ? 'return' : name;
}
