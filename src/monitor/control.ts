import { type Filter, parseFilter } from './model/filter.ts';
import type { Key } from './terminal/keys.ts';

/** What the user sees and does, apart from what the logs tell. */
export interface Control {
  readonly page: 'overview' | 'help' | 'story';
  readonly marked: string | undefined;
  /** The source whose story is open. */
  readonly opened: string | undefined;
  /** Rows of the story below the screen. */
  readonly back: number;
  /** What is typed as a filter; undefined where nothing is. */
  readonly typed: string | undefined;
  /** What the last key was told. */
  readonly word: string | undefined;
}

export const atFirst: Control = {
  page: 'overview',
  marked: undefined,
  opened: undefined,
  back: 0,
  typed: undefined,
  word: undefined,
};

/** What a key leads to; `filter` is set where another one is wanted. */
export interface Step {
  readonly control: Control;
  readonly filter?: Filter;
  /** To pause, or to go on. */
  readonly isPause?: true;
  readonly isEnd?: true;
}

/** No filter is longer. */
const mostTyped = 80;

/**
 * What a key does.
 * @param listed the sources in the order of the screen
 */
export function press(before: Control, key: Key, listed: readonly string[]): Step {
  const control = { ...before, word: undefined };
  if (key === 'ctrl-c') return { control, isEnd: true };
  if (control.typed !== undefined) return typing(control, control.typed, key);
  switch (key) {
    case 'q':
      return { control, isEnd: true };
    case '?':
      return { control: { ...control, page: control.page === 'help' ? 'overview' : 'help' } };
    case 'escape':
      return { control: { ...control, page: 'overview', opened: undefined } };
    case '/':
      return { control: { ...control, page: 'overview', opened: undefined, typed: '' } };
    case 'p':
    case ' ':
      return { control, isPause: true };
    case 'return':
      return { control: open(control, listed) };
    default:
      return { control: moved(control, key, listed) };
  }
}

const open = (control: Control, listed: readonly string[]): Control => {
  const opened = control.marked ?? listed[0];
  if (control.page !== 'overview' || opened === undefined) return control;
  return { ...control, page: 'story', marked: opened, opened, back: 0 };
};

const steps: Readonly<Record<string, number>> = { up: -1, down: 1, k: -1, j: 1, pageup: -10, pagedown: 10 };

function moved(control: Control, key: Key, listed: readonly string[]): Control {
  const step = steps[key];
  if (step === undefined) return control;
  if (control.page === 'story') return { ...control, back: Math.max(0, control.back - step) };
  const at = control.marked === undefined ? -1 : listed.indexOf(control.marked);
  const next = at < 0 ? (step > 0 ? 0 : listed.length - 1) : at + step;
  return { ...control, marked: listed[Math.min(listed.length - 1, Math.max(0, next))] };
}

function typing(control: Control, typed: string, key: Key): Step {
  if (key === 'escape') return { control: { ...control, typed: undefined } };
  if (key === 'backspace') return { control: { ...control, typed: typed.slice(0, -1) } };
  if (key === 'ctrl-u') return { control: { ...control, typed: '' } };
  if (key !== 'return')
    return { control: key.length > 1 ? control : { ...control, typed: (typed + key).slice(0, mostTyped) } };
  const filter = parseFilter(typed);
  if ('mistake' in filter)
    return {
      control: { ...control, word: `"${filter.mistake}" is nothing to filter by: see ? for what is` },
    };
  return { control: { ...control, typed: undefined, marked: undefined }, filter };
}
