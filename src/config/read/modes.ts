import { didYouMean } from '../../util/suggest.ts';
import type { Config } from '../schema/schema.ts';
import { shown } from './objection.ts';

export type Mode = Config['tcp']['mode'];

const common = {
  connect: 'connect',
  stealth: 'stealth',
  advanced: 'advanced',
  off: 'off',
  '': 'off',
} as const;
const words: Readonly<Record<'tcp' | 'udp', Readonly<Record<string, Mode>>>> = {
  tcp: { ...common, tcp: 'connect', stcp: 'stealth', atcp: 'advanced' },
  udp: { ...common, udp: 'connect', sudp: 'stealth', audp: 'advanced' },
};

/** Every word for a mode of this protocol, ours first. */
export const modeWords = (protocol: 'tcp' | 'udp'): string[] =>
  Object.keys(words[protocol]).filter(name => name !== '');

/** The mode that a word of Portsentry's or ours means for this protocol; an empty word is off. */
export function modeOf(protocol: 'tcp' | 'udp', word: string): Mode | undefined {
  return Object.hasOwn(words[protocol], word) ? words[protocol][word] : undefined;
}

/** What to say when `modeOf` knows no such word. */
export function badMode(protocol: 'tcp' | 'udp', word: string): string {
  const known = modeWords(protocol);
  return `expected one of ${known.join(', ')}; found ${shown(word)}${didYouMean(word, known)}`;
}
