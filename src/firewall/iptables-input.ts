import { quotedWords } from '../util/quoted-words.ts';

/** What the chain INPUT does, from what iptables-save prints. */
export interface Input {
  /** True when it turns packets away, by its policy or by a rule for everybody. */
  readonly closed: boolean;
  /** The number, from 1, of the first place behind the jumps to Fail2ban's chains. */
  readonly position: number;
}

/** Reads the table filter alone. Never throws: what is no rule is skipped. */
export function readInput(text: string): Input {
  const { rules, drops } = filterTable(text);
  const input = rules.get('INPUT') ?? [];
  const isClosing = closingIn(rules);
  const first = input.findIndex(isClosing);
  const before = first < 0 ? input : input.slice(0, first);
  return { closed: first >= 0 || drops, position: before.findLastIndex(isBan) + 2 };
}

type Rules = ReadonlyMap<string, readonly string[]>;

/** The rules of each chain; a table that does not end is none. */
function filterTable(text: string): { rules: Rules; drops: boolean } {
  const rules = new Map<string, string[]>();
  const lines = text.split('\n');
  const start = lines.indexOf('*filter') + 1;
  const end = lines.indexOf('COMMIT', start);
  const table = start === 0 || end < 0 ? [] : lines.slice(start, end);
  for (const line of table) {
    const [, chain, rule = ''] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (chain === undefined) continue;
    const known = rules.get(chain) ?? [];
    known.push(rule);
    rules.set(chain, known);
  }
  return { rules, drops: table.some(line => /^:INPUT DROP\b/.test(line)) };
}

const isBan = (rule: string): boolean => /-j f2b-/.test(rule);

const general = /^(?:(?:! )?-i \S+ )?(?:-p \S+ )?-j (?:DROP|REJECT)(?: --reject-with \S+)?$/;

/** A rule that asks for no more than an interface or a protocol, or a jump to a chain with such a rule. */
function closingIn(rules: Rules): (rule: string) => boolean {
  const isGeneral = (rule: string): boolean => general.test(withoutComment(rule));
  // Of the rules before none was closing, so that no chain that they lead to is.
  const seen = new Set<string>();
  return rule => {
    const waiting = [rule];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const target = /-[jg] (\S+)/.exec(next)?.[1] ?? '';
      if (target === 'DROP' || target === 'REJECT') {
        if (isGeneral(next)) return true;
      } else if (!seen.has(target)) {
        seen.add(target);
        for (const one of rules.get(target) ?? []) waiting.push(one);
      }
    }
    return false;
  };
}

/** Without `-m comment --comment TEXT`. */
function withoutComment(rule: string): string {
  const words = quotedWords(rule);
  const at = words.indexOf('--comment');
  if (at >= 2) words.splice(at - 2, 4);
  return words.join(' ');
}
