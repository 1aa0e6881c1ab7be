import { WorkError } from '../util/errors.ts';
import type { Arguments } from './index.ts';

export const usage = '';
export const options = {};
export function run(_args: Arguments): number {
  throw new WorkError('being built');
}
