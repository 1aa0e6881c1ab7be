import { createHash } from 'node:crypto';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { linkAt, readIfThere } from '../../util/files/change.ts';

/** What install wrote, so that nothing else is ever overwritten or removed. */
export interface Manifest {
  /** Path to the sha256 of the text, in hex. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that were made for it, outermost first; removed when they are empty. */
  readonly folders: readonly string[];
  /** Paths of files that were links which led nowhere, and where to: uninstall makes them again. */
  readonly links: Readonly<Record<string, string>>;
  /**
   * There only while an install is at work, or where one was killed: the sha256 of what those of the files held before that
   * were there. The next reader finds the old text or the new one.
   */
  readonly before?: Readonly<Record<string, string>>;
}

const empty: Manifest = { files: {}, folders: [], links: {} };

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An empty one where there is none. Throws WorkError for one that cannot be read. */
export function readManifest(path: string): Manifest {
  const text = readIfThere(path);
  return text === undefined ? empty : parseManifest(text, path);
}

/** Reads its text; `path` is for the message. Throws WorkError for what is none. */
export function parseManifest(text: string, path: string): Manifest {
  const value = jsonIn(text, path);
  if (isManifest(value)) return { ...empty, ...value };
  throw new WorkError(`cannot read ${path}: it is no manifest of portjail`);
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WorkError(`cannot read ${path}: ${errorMessage(error)}`);
  }
}

export const formatManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

/** Older ones know no links. */
function isManifest(value: unknown): value is Omit<Manifest, 'links'> & Partial<Pick<Manifest, 'links'>> {
  if (typeof value !== 'object' || value === null || !('files' in value && 'folders' in value)) return false;
  const { files, folders } = value;
  const links = 'links' in value ? value.links : {};
  const before = 'before' in value ? value.before : {};
  return [files, links, before].every(isRecordOfTexts) && Array.isArray(folders) && areTexts(folders);
}

const areTexts = (list: unknown[]): boolean => list.every(one => typeof one === 'string');
const isRecordOfTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && areTexts(Object.values(value));

/**
 * The files that were changed by somebody else since they were written. A missing one is not among them; a link in its
 * place is, wherever it leads.
 */
export const changedSince = (manifest: Manifest): string[] =>
  Object.keys(manifest.files).filter(path => {
    if (linkAt(path) !== undefined) return !isLinkBefore(manifest, path);
    const text = readIfThere(path);
    return text !== undefined && !isWritten(manifest, path, text);
  });

/** Whether a text is what we wrote there, or were about to take the place of. */
export const isWritten = ({ files, before = {} }: Manifest, path: string, text: string): boolean =>
  [files[path], before[path]].includes(digest(text));

/** Whether a link is one that an install was about to take the place of. */
export const isLinkBefore = ({ links, before }: Manifest, path: string): boolean =>
  before !== undefined && linkAt(path) === links[path];
