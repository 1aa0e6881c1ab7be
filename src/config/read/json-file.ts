import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { UsageError } from '../../util/errors.ts';
import type { Draft } from './draft.ts';
import { shown } from './objection.ts';

/**
 * Reads a portjail.json: JSON with comments and trailing commas. Nothing is judged but the syntax and keys that stand
 * twice. Throws UsageError when it nests too deeply to be read.
 */
export function readJsonFile(text: string, file: string): Draft {
  const errors: ParseError[] = [];
  const tree = treeOf(text, file, errors);
  const place = (offset: number): string => `${file}:${lineAndColumn(text, offset)}`;
  const mistakes = errors
    .slice(0, shownErrors)
    .map(({ error, offset }) => `${place(offset)}: ${words(printParseErrorCode(error))}`);
  if (tree === undefined || mistakes.length > 0) return { ...empty(file), mistakes };
  return {
    ...empty(file),
    base: plain(tree),
    place: (pointer, key) => place(offsetOf(tree, pointer, key)),
    mistakes: doubles(tree).map(node => `${place(node.offset)}: key ${shown(node.value)} stands twice`),
  };
}

/** What follows the first ones is mostly their echo. */
const shownErrors = 5;

const empty = (file: string): Draft => ({
  file,
  base: {},
  settings: [],
  place: () => file,
  mistakes: [],
  notes: [],
});

function treeOf(text: string, file: string, errors: ParseError[]): Node | undefined {
  const tooDeep = new UsageError(`${file}: nests too deeply to be a config`);
  try {
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    if (tree !== undefined && deeperThan(tree, deepest)) throw tooDeep;
    return tree;
  } catch (error) {
    // The parser recurses: a file of nothing but brackets overflows the stack.
    throw error instanceof RangeError ? tooDeep : error;
  }
}

/** Nodes, of which a property counts as one too: twice what any config needs. */
const deepest = 32;

const deeperThan = (node: Node, limit: number): boolean =>
  limit === 0 || (node.children ?? []).some(child => deeperThan(child, limit - 1));

/** The value with ordinary prototypes; a key "__proto__" stays a key, which the schema then refuses. */
function plain(tree: Node): unknown {
  const value: unknown = JSON.parse(JSON.stringify(getNodeValue(tree)));
  return value;
}

/** "line:column", both from 1. */
function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return `${before.split('\n').length}:${offset - start + 1}`;
}

/** Where the value stands; for one that came from a default, where the nearest object around it does. */
function offsetOf(tree: Node, pointer: string, key: string | undefined): number {
  let node = tree;
  const segments = pointer.split('/').slice(1).map(unescaped);
  for (const segment of segments) node = childOf(node, segment)?.[1] ?? node;
  return (key === undefined ? undefined : childOf(node, key)?.[0].offset) ?? node.offset;
}

const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** The key's node and the value's; the last one where a key stands twice. In a list both are the item. */
function childOf(node: Node, segment: string): readonly [key: Node, value: Node] | undefined {
  const children = node.children ?? [];
  if (node.type === 'array') {
    const item = children[Number(segment)];
    return item && [item, item];
  }
  const property = children.findLast(child => child.children?.[0]?.value === segment);
  const [key, value] = property?.children ?? [];
  return key && value && [key, value];
}

/** The nodes of keys that came before in the same object. */
function doubles(node: Node): Node[] {
  const seen = new Set<unknown>();
  const here = (node.type === 'object' ? (node.children ?? []) : []).flatMap(property => {
    const key = property.children?.[0];
    if (key === undefined || !seen.has(key.value)) {
      seen.add(key?.value);
      return [];
    }
    return [key];
  });
  return [...here, ...(node.children ?? []).flatMap(doubles)];
}

/** "CommaExpected" as people say it. */
const words = (code: string): string => {
  const plain = code.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `no valid JSON: ${plain}`;
};
