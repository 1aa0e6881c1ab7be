import { readFileSync } from 'node:fs';
import { fromMarkdown, sectionsOf } from '../mdoc/markdown.ts';
import { type Page, type Part, seeAlso } from '../mdoc/page.ts';
import { filesPart } from './parts.ts';

/** `portjail-log(5)`: what docs/ says of the log, which tests hold to the program. */
export function logPage(): Page {
  const sections = [...sectionsOf(readFileSync('docs/log.md', 'utf8'))];
  return {
    name: 'portjail-log',
    section: 5,
    summary: 'the log of portjail, and each word of its lines',
    parts: [
      ...sections.map(
        ([heading, text]): Part => [
          heading === '' ? 'DESCRIPTION' : heading.toUpperCase(),
          fromMarkdown(text),
        ],
      ),
      filesPart(['log', 'filter', 'rotation']),
      seeAlso([
        'portjail(8)',
        'portjail-monitor(8)',
        'portjail-run(8)',
        'portjail.json(5)',
        'fail2ban-regex(1)',
        'logrotate(8)',
      ]),
    ],
  };
}
