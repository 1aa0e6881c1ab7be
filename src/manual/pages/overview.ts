import { readFileSync } from 'node:fs';
import { configOptions } from '../../config/options.ts';
import { fileNames } from '../facts/files.ts';
import { fromMarkdown, sectionsOf } from '../mdoc/markdown.ts';
import { type Page, seeAlso } from '../mdoc/page.ts';
import { argument, escaped, filled, tagged } from '../mdoc/text.ts';
import { examplesPart, filesPart, optionList } from './parts.ts';

/** `portjail(8)`: what it is, and every command with its page. */
export function overviewPage(commands: readonly { readonly name: string; readonly summary: string }[]): Page {
  const [, about = ''] = /^# portjail\n\n([\s\S]*?\n)## /.exec(readFileSync('README.md', 'utf8')) ?? [];
  const exit = sectionsOf(readFileSync('docs/commands.md', 'utf8')).get('Exit codes') ?? '';
  const list = commands.map(({ name, summary }): [string, string[]] => [
    `Xr ${argument(`portjail-${name}`)} 8`,
    filled(escaped(summary)),
  ]);
  return {
    name: 'portjail',
    section: 8,
    summary: "Portsentry's detection, Fail2ban's jail",
    parts: [
      [
        'SYNOPSIS',
        [
          '.Nm',
          '.Ar COMMAND',
          '.Op Ar OPTIONS',
          '.Nm',
          '.Ar COMMAND',
          '.Fl \\-help',
          '.Nm',
          '.Fl \\-version',
        ],
      ],
      ['DESCRIPTION', fromMarkdown(about)],
      ['COMMANDS', tagged(list)],
      ['OPTIONS', ['Nearly every command takes these; its page says which.', ...optionList(configOptions)]],
      filesPart(fileNames),
      ['EXIT STATUS', fromMarkdown(exit)],
      examplesPart('portjail'),
      seeAlso([
        ...commands.map(({ name }) => `portjail-${name}(8)`),
        ...['portjail.json(5)', 'portjail-log(5)', 'fail2ban-client(1)', 'jail.conf(5)'],
      ]),
    ],
  };
}
