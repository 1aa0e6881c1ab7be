import { closeSync, openSync } from 'node:fs';
import { AF_INET, AF_INET6 } from '../../../sys/abi.ts';
import { close, SystemError } from '../../../sys/libc.ts';
import { assemble } from '../bpf/assemble.ts';
import { bindHook, listenHook } from '../bpf/hooks.ts';
import type { Code } from '../bpf/instructions.ts';
import { createLink, type Kind, kind, loadProgram } from '../bpf/objects.ts';
import type { Maps } from '../bpf/tables.ts';
import { findCgroupRoot } from './cgroup.ts';
import { whoIsOutside } from './coverage.ts';
import { namespaceCookie } from './namespace.ts';

/** Which programs that take a port are noticed at that moment, and not only by a look at the kernel's sockets. */
export interface Hooks {
  readonly bind: boolean;
  readonly listen: boolean;
  /** Why one of them is missing, or misses programs; undefined when all is seen. */
  readonly why: string | undefined;
}

export interface Attached {
  readonly hooks: Hooks;
  detach(): void;
}

const none = (why: string): Attached => ({ hooks: { bind: false, listen: false, why }, detach: () => {} });

/**
 * Attaches the hooks to the topmost cgroup that is to be seen here, by links that end with this process. Where that cannot
 * be, the trap works without, and `why` says so.
 */
export function attachHooks(maps: Maps): Attached {
  const root = findCgroupRoot();
  if (root === undefined) return none('cgroup v2 is not mounted here');
  const cgroup = openSync(root.path, 'r');
  const links = createLinks(cgroup);
  try {
    const cookie = namespaceCookie();
    links.add('bind4', kind.bind4, bindHook(AF_INET, cookie, maps));
    links.add('bind6', kind.bind6, bindHook(AF_INET6, cookie, maps));
    const listenFault = faultOf(() => links.add('listen', kind.listen, listenHook(cookie, maps)));
    const why = listenFault === undefined ? whoIsOutside(root) : `${root.path}: ${listenFault}`;
    return { hooks: { bind: true, listen: listenFault === undefined, why }, detach: () => links.close() };
  } catch (error) {
    links.close();
    if (!(error instanceof SystemError)) throw error;
    return none(`${root.path}: ${error.message}`);
  } finally {
    closeSync(cgroup);
  }
}

function createLinks(cgroup: number): { add(name: string, which: Kind, code: Code): void; close(): void } {
  const links: number[] = [];
  return {
    add: (name, which, code) => {
      const program = loadProgram(name, which, assemble(code));
      try {
        links.push(createLink(program, cgroup, which));
      } finally {
        close(program);
      }
    },
    close: () => {
      for (const link of links.splice(0)) close(link);
    },
  };
}

/** What the kernel refused, if it did. */
function faultOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return error.message;
  }
}
