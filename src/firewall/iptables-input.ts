/** What the chain INPUT does, from what iptables-save prints. */
export interface Input {
  /** True when it turns packets away, by its policy or by a rule for everybody. */
  readonly closed: boolean;
  /** The number, from 1, of the first place behind the jumps to Fail2ban's chains. */
  readonly position: number;
}

/** Reads the table filter alone. Never throws: what is no rule is skipped. */
export function readInput(text: string): Input {
  const table = /^\*filter$([\s\S]*?)^COMMIT$/m.exec(text)?.[1] ?? '';
  const rules = new Map<string, string[]>();
  for (const [, chain = '', rule = ''] of table.matchAll(/^-A (\S+) (.*)$/gm))
    rules.set(chain, [...(rules.get(chain) ?? []), rule]);
  const input = rules.get('INPUT') ?? [];
  const first = input.findIndex(rule => isClosing(rule, rules, new Set()));
  const before = first < 0 ? input : input.slice(0, first);
  return {
    closed: first >= 0 || /^:INPUT DROP\b/m.test(table),
    position: before.findLastIndex(isBan) + 2,
  };
}

const isBan = (rule: string): boolean => /-j f2b-/.test(rule);

const general = /^(?:(?:! )?-i \S+ )?(?:-p \S+ )?-j (?:DROP|REJECT)(?: --reject-with \S+)?$/;

/** A rule that asks for no more than an interface or a protocol, or a jump to a chain with such a rule. */
function isClosing(rule: string, rules: ReadonlyMap<string, readonly string[]>, seen: Set<string>): boolean {
  const target = /-[jg] (\S+)/.exec(rule)?.[1] ?? '';
  if (target === 'DROP' || target === 'REJECT')
    return general.test(rule.replace(/-m comment --comment (?:"(?:\\.|[^"\\])*"|\S+) /, ''));
  if (seen.has(target)) return false;
  seen.add(target);
  return (rules.get(target) ?? []).some(next => isClosing(next, rules, seen));
}
