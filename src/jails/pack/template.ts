import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { shipped } from '../../util/files/shipped.ts';

/** How a value is written into a kind of file: ConfigParser takes a single `%` for an interpolation. */
const escapes = {
  ini: (text: string): string => text.replaceAll('%', '%%'),
  plain: (text: string): string => text,
} as const;
export type FileKind = keyof typeof escapes;

/**
 * Renders `templates/NAME.hbs`. Every value passes the one helper `value`, which refuses what would begin a line of
 * its own: the writer of the config must not be able to write another section. Throws for such a value and for a
 * name that the context does not hold.
 */
export function renderTemplate(name: string, context: object, kind: FileKind): string {
  const engine = Handlebars.create();
  engine.registerHelper('value', (value: unknown) => oneLine(given(value), kind));
  const template = engine.compile(readFileSync(shipped(`templates/${name}.hbs`), 'utf8'), {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: { value: true },
  });
  return template(context);
}

/** Strict mode lets the argument of a helper be missing. */
function given(value: unknown): unknown {
  if (value === undefined) throw new RangeError('no value for a name in the template');
  return value;
}

function oneLine(value: unknown, kind: FileKind): string {
  const text = String(value);
  if (/[\r\n\0]/.test(text))
    throw new RangeError(`cannot render ${JSON.stringify(text)}: it holds a line break`);
  return escapes[kind](text);
}
