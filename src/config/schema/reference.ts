import { configSchema } from './schema.ts';

/** What this page reads of a node of the schema. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly expected?: string;
  readonly default?: unknown;
}

/** Every key of the config as a Markdown table, in the schema's order. */
export function referenceTable(): string {
  const head = '| key | default | what | may be |\n|---|---|---|---|\n';
  return head + rowsOf(configSchema, []).join('');
}

function rowsOf(node: Node, path: readonly string[]): string[] {
  const children = Object.entries(node.properties ?? {});
  if (children.length > 0) return children.flatMap(([key, child]) => rowsOf(child, [...path, key]));
  const cells = [`\`${path.join('.')}\``, value(node.default), node.description ?? '', node.expected ?? ''];
  return [`| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`];
}

/** A default as it stands in the file; none for `$schema`. */
function value(what: unknown): string {
  return what === undefined ? '' : `\`${JSON.stringify(what)}\``;
}
