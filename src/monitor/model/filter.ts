import type { Touch } from '../../events/event.ts';
import { concerns } from '../../events/only.ts';
import { parsePrefix } from '../../net/address.ts';
import { kinds } from '../../probe.ts';

/** What is shown: lines that all of these take. */
export interface Filter {
  /** As it was typed, with single blanks; empty for everything. */
  readonly text: string;
  readonly takes: (touch: Touch) => boolean;
}

type Takes = Filter['takes'];

/** What may be typed, for people. */
export const filterWords = [
  'an address or a network, a port (23 or 23/tcp),',
  'a kind (syn), an evidence (handshake or packet)',
] as const;

/** Takes everything. */
export const noFilter: Filter = { text: '', takes: () => true };

/** Reads the words of a filter; returns the word that means nothing where there is one. */
export function parseFilter(text: string): Filter | { readonly mistake: string } {
  const words = text.split(/\s+/).filter(word => word !== '');
  const parts: Takes[] = [];
  for (const word of words) {
    const takes = partOf(word);
    if (takes === undefined) return { mistake: word };
    parts.push(takes);
  }
  return { text: words.join(' '), takes: touch => parts.every(takes => takes(touch)) };
}

function partOf(word: string): Takes | undefined {
  if (word === 'handshake' || word === 'packet') return touch => touch.evidence === word;
  const kind = kinds.find(name => name === word);
  if (kind !== undefined) return touch => touch.kind === kind;
  return portOf(word) ?? networkOf(word);
}

function portOf(word: string): Takes | undefined {
  const [, digits, protocol] = /^(\d{1,5})(?:\/(tcp|udp))?$/.exec(word) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  return touch => touch.port === port && (protocol === undefined || touch.protocol === protocol);
}

function networkOf(word: string): Takes | undefined {
  const only = parsePrefix(word);
  return only && (touch => concerns(only, touch.source, touch.prefix));
}
