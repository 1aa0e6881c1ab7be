import { dirname } from 'node:path';
import { linkAt, readIfThere } from '../../util/files/change.ts';
import { jailFile } from '../pack/names.ts';
import { type Changes, missingFolders } from './changes.ts';
import { digest, formatManifest, type Manifest } from './manifest.ts';
import type { Files } from './ownership.ts';
import type { Paths } from './paths.ts';

/** What an install writes and removes. */
export interface Plan {
  /** As the last install left it. */
  readonly manifest: Manifest;
  /** Everything that is to be there in the end, and of it what is not there yet. */
  readonly files: Files;
  readonly pending: Files;
  readonly gone: readonly string[];
}

/**
 * Writes the manifest first, so that a killed install can be undone however far it got; then filters, then the jails
 * that name them. Returns what writes the manifest that says that all is done.
 */
export function writePack(paths: Paths, plan: Plan, changes: Changes): () => void {
  const last = paths.target(jailFile);
  const order = [...plan.pending.keys()].sort((a, b) => Number(a === last) - Number(b === last));
  const done = finished(paths, plan, order);
  const write = (manifest: Manifest): void => {
    const text = formatManifest(manifest);
    if (readIfThere(paths.manifest) !== text) changes.write(paths.manifest, text, 0o600);
  };
  if (order.length + plan.gone.length > 0) write(begun(plan, done));
  for (const path of order) changes.write(path, plan.pending.get(path) ?? '', modeOf(path));
  for (const path of plan.gone) takeAway(path, plan.manifest.links[path], changes);
  return () => write(done);
}

function takeAway(path: string, link: string | undefined, changes: Changes): void {
  changes.remove(path);
  if (link !== undefined) changes.link(path, link);
}

function finished(paths: Paths, { manifest, files }: Plan, order: readonly string[]): Manifest {
  const made = [...order, paths.manifest].flatMap(path => missingFolders(dirname(path)));
  return {
    files: Object.fromEntries([...files].map(([path, text]) => [path, digest(text)])),
    folders: [...new Set([...manifest.folders, ...made])],
    links: linksOf(manifest, files),
  };
}

/** All that is ours on the way from the last manifest to the next. */
function begun({ manifest, pending, gone }: Plan, done: Manifest): Manifest {
  const known = (path: string): [string, string][] => {
    const text = linkAt(path) === undefined ? readIfThere(path) : undefined;
    return text === undefined ? [] : [[path, digest(text)]];
  };
  return {
    files: { ...manifest.files, ...done.files },
    folders: done.folders,
    links: { ...manifest.links, ...done.links },
    before: Object.fromEntries([...pending.keys(), ...gone].flatMap(known)),
  };
}

/** What our files have taken the place of, now or when they were written first. */
const linksOf = (manifest: Manifest, files: Files): Record<string, string> =>
  Object.fromEntries(
    [...files.keys()].flatMap(path => {
      const target = linkAt(path) ?? manifest.links[path];
      return target === undefined ? [] : [[path, target]];
    }),
  );

/** A command of the admin's may hold a password. */
const modeOf = (path: string): number => (path.endsWith('.sh') ? 0o700 : 0o644);
