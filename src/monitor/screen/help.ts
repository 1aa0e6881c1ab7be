import { filterWords } from '../model/filter.ts';
import type { Look } from './look.ts';
import { type Line, lineOf } from './text.ts';

/** What the keys do, and what the words on the screen mean. */
const rows = (look: Look): readonly string[] => [
  'up, down     mark a source',
  'Enter        its story: lines, bans, and how to unban or ignore it',
  '/            filter, by all of its words; an empty one shows everything:',
  ...filterWords.map(text => `             ${text}`),
  `             it looks through the last ${look.memory.reach} lines, and at those that come`,
  'p, blank     pause: the screen stays as it is',
  'Esc          back',
  'q, Ctrl-C    quit',
  '',
  'handshake    its address is real        packet   it may be forged',
  'only seen    nothing that a jail bans   JAIL hh:mm:ss   banned, since when',
  'ignored, protected   nobody may ban it (! it is banned all the same)',
  '',
  'It changes nothing. Commands are shown, for you to run.',
];

export const help = (look: Look): Line[] => [
  lineOf('portjail monitor: keys', 'bold'),
  [],
  ...rows(look).map(text => lineOf(text)),
];
