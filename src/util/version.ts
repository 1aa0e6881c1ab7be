import { readFileSync } from 'node:fs';
import { shipped } from './files/shipped.ts';

/** The version of this program, from the package.json that ships beside it. */
export function ownVersion(): string {
  const shape: unknown = JSON.parse(readFileSync(shipped('package.json'), 'utf8'));
  const known = typeof shape === 'object' && shape !== null && 'version' in shape ? shape.version : undefined;
  return typeof known === 'string' ? known : 'unknown';
}
