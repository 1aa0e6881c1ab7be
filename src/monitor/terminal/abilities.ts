import type { Style } from '../screen/text.ts';

/** What a terminal can show. */
export interface Abilities {
  readonly isUtf8: boolean;
  /** How many colours it has. */
  readonly colours: 0 | 16 | 256;
}

/** By its environment: `depth` is what Node.js makes of TERM, COLORTERM and NO_COLOR, in bits. */
export const abilitiesOf = (environment: NodeJS.ProcessEnv, depth: number): Abilities => ({
  isUtf8: isUtf8(environment),
  colours:
    (environment['NO_COLOR'] ?? '') !== '' || depth < 4 || isMonochrome(environment)
      ? 0
      : depth < 8
        ? 16
        : 256,
});

/** As locale(7) has it: the first of the three that is set. The kernel's own console has few of the bars. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find(text => text !== undefined && text !== '') ?? '';
  return /utf-?8/i.test(locale) && TERM !== 'linux';
}

const isMonochrome = ({ TERM }: NodeJS.ProcessEnv): boolean => /^vt(?:100|220)|-m(?:ono)?$/.test(TERM ?? '');

/** Parameters of SGR (ECMA-48, 8.3.117), by style. */
const few: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '2',
  bold: '1',
  handshake: '31',
  packet: '33',
  banned: '32',
  spared: '1;36',
  bar: '34',
};
const many: Readonly<Record<Style, string>> = {
  ...few,
  dim: '38;5;245',
  handshake: '38;5;203',
  packet: '38;5;179',
  banned: '38;5;71',
  spared: '1;38;5;80',
  bar: '38;5;75',
};

/** The look of a style; empty where it has none of its own. */
export const sgrOf = (style: Style, { colours }: Abilities): string =>
  colours === 0 ? '' : (colours === 16 ? few : many)[style];
