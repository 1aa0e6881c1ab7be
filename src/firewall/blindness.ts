/**
 * What it means when the firewall's redirections could not be read. Whatever answers is known by that; a probe stays what
 * it is.
 * @param why what kept them from being read
 */
const blindnessText = (why: string): { readonly what: string; readonly fix: string } => ({
  what: `a port that the firewall redirects (to a container, say), and where nothing answers, may be taken for an unused one: ${why}`,
  fix: 'start as root, or leave such ports out (tcp.ports, tcp.exclude)',
});

/** The same of a sentry of which it is not known why. */
export const unreadRules = blindnessText('the sentry could not read all of its rules, or not again');

/** One sentence, however many programs failed. */
export function blindness(reasons: readonly string[]): string[] {
  const [first, ...more] = reasons;
  if (first === undefined) return [];
  const { what, fix } = blindnessText(`${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`);
  return [`${what}; ${fix}`];
}
