import { readdirSync, readFileSync } from 'node:fs';

/** Kept back for the log, its rotation, reloads and whatever Node opens: without them everything fails at once. */
const reserve = 256;

/** How many more descriptors may be opened with the reserve kept, from proc(5): limits and fd. */
export function spareDescriptors(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  const limit = soft === undefined || soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
  return Math.max(0, limit - readdirSync('/proc/self/fd').length - reserve);
}
