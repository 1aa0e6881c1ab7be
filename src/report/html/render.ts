import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { shipped } from '../../util/files/shipped.ts';
import { printable } from '../../util/print.ts';

/**
 * The page of `templates/report/page.hbs`, with its style. Every value is escaped as HTML by Handlebars, and no character
 * comes through that controls anything or turns text around: it stands as `\uXXXX`. Throws for a name that the view lacks.
 */
export function renderPage(view: object): string {
  const folder = shipped('templates/report');
  const engine = Handlebars.create();
  const options = { strict: true, knownHelpersOnly: true };
  for (const file of readdirSync(folder).filter(name => name.endsWith('.hbs')))
    engine.registerPartial(
      file.replace(/\.hbs$/, ''),
      engine.compile(readFileSync(join(folder, file), 'utf8'), options),
    );
  const style = readFileSync(join(folder, 'style.css'), 'utf8');
  const page = engine.compile('{{> page}}', options);
  return printable(page({ ...view, style: new Handlebars.SafeString(style), styleHash: hashOf(style) }));
}

/** As a Content-Security-Policy names the only style that it lets through (CSP 3, 2.3.1). */
const hashOf = (style: string): string => `sha256-${createHash('sha256').update(style).digest('base64')}`;
