import { type Objection, shown } from '../read/objection.ts';
import type { Config } from '../schema/schema.ts';
import { scriptLine } from './shell-text.ts';

type Run = Config['jails']['run'];

/** What no schema can say of the commands that Fail2ban is to run. */
export const runMistakes = (run: Run): Objection[] => [
  ...(['command', 'route', 'unroute'] as const).flatMap(key =>
    commandMistakes(`/jails/run/${key}`, run[key]),
  ),
  ...(['route', 'unroute', 'hostsDeny'] as const).flatMap(key =>
    targetMistakes(`/jails/run/${key}`, run[key]),
  ),
];

function commandMistakes(pointer: string, command: string): Objection[] {
  // Source of the form: TAG_CRE in fail2ban/server/action.py.
  const tag = /<[^ <>]+>/.exec(command)?.[0];
  if (tag !== undefined)
    return [
      {
        pointer,
        message:
          `expected a command without Fail2ban's tags; found ${tag}: write $TARGET$, $PORT$ or $MODE$, and a blank ` +
          'between < and > where files are meant',
      },
    ];
  if (scriptLine(command) !== undefined) return [];
  const message = `expected quotes, backticks and brackets in pairs, and no backslash at the end or before a token; found ${shown(command)}`;
  return [{ pointer, message }];
}

/** Both at the ban and at its end: only the address is the same then. */
function targetMistakes(pointer: string, text: string): Objection[] {
  if (text === '') return [];
  if (/\$(?:PORT|MODE)\$/.test(text))
    return [
      {
        pointer,
        message: `expected $TARGET$ alone, which is what is known when a ban ends; found ${shown(text)}`,
      },
    ];
  return text.includes('$TARGET$')
    ? []
    : [{ pointer, message: `expected $TARGET$ in it; found ${shown(text)}` }];
}
