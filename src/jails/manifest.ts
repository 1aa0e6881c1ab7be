import { createHash } from 'node:crypto';
import { errorMessage, WorkError } from '../util/errors.ts';
import { readIfThere } from './files.ts';

/** What install wrote, so that nothing else is ever overwritten or removed. */
export interface Manifest {
  /** Path to the sha256 of the text, in hex. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that were made for it, outermost first; removed when they are empty. */
  readonly folders: readonly string[];
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An empty one where there is none. Throws WorkError for one that cannot be read. */
export function readManifest(path: string): Manifest {
  const text = readIfThere(path);
  if (text === undefined) return { files: {}, folders: [] };
  try {
    const value: unknown = JSON.parse(text);
    if (isManifest(value)) return value;
  } catch (error) {
    throw new WorkError(`cannot read ${path}: ${errorMessage(error)}`);
  }
  throw new WorkError(`cannot read ${path}: it is no manifest of portjail`);
}

export const formatManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null || !('files' in value && 'folders' in value)) return false;
  const { files, folders } = value;
  const texts = (list: unknown[]): boolean => list.every(one => typeof one === 'string');
  return (
    typeof files === 'object' &&
    files !== null &&
    texts(Object.values(files)) &&
    Array.isArray(folders) &&
    texts(folders)
  );
}

/** The files that were changed by somebody else since they were written. A missing one is not among them. */
export const changedSince = (manifest: Manifest): string[] =>
  Object.entries(manifest.files)
    .filter(([path, hash]) => {
      const text = readIfThere(path);
      return text !== undefined && digest(text) !== hash;
    })
    .map(([path]) => path);
