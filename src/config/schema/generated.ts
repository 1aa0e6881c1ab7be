import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { transformSync } from 'esbuild';
import { referenceTable } from './reference.ts';
import { configSchema } from './schema.ts';

/** The page that the reference table is part of, and the marks there that it stands between. */
export const configPage = 'docs/config.md';
export const begin = '<!-- config:begin -->';
export const end = '<!-- config:end -->';

/** Path and text of every file that is made from the schema. `text` is what the page holds now. */
export function generatedFiles(text: string): [path: string, text: string][] {
  return [
    ['src/config/schema/validate.js', validatorCode()],
    ['src/config/portjail.schema.json', `${JSON.stringify(editorSchema(), null, 2)}\n`],
    [configPage, withTable(text)],
  ];
}

/** An ES module without any import: ajv compiles here, so nothing is compiled at start-up. Throws when it would need ajv. */
export function validatorCode(): string {
  const ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    verbose: true,
    allowUnionTypes: true,
    strict: true,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addKeyword('expected');
  const code = standalone.default(ajv, ajv.compile(configSchema));
  // minLength, uniqueItems and the like make ajv ask for its own run-time files even in an ES module.
  const needed = /require\([^)]*\)/.exec(code);
  if (needed) throw new Error(`the schema uses a keyword that needs ${needed[0]} at run time`);
  const header = '// Made from schema.ts by `make generate`; not to be edited.\n';
  return header + transformSync(code, { format: 'esm', target: 'node20' }).code;
}

/** The schema for editors: without `expected`, which no editor knows. */
export function editorSchema(): unknown {
  const text = JSON.stringify(configSchema, (key, value: unknown) =>
    key === 'expected' ? undefined : value,
  );
  const schema: unknown = JSON.parse(text);
  return schema;
}

function withTable(text: string): string {
  const table = `${begin}\n\n${referenceTable()}\n${end}`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return `${text}${text === '' ? '' : '\n'}${table}\n`;
  return text.slice(0, from) + table + text.slice(to + end.length);
}
