/** What it means when the firewall's redirections could not be read: one sentence, however many programs failed. */
export function blindness(reasons: readonly string[]): string[] {
  const [first, ...more] = reasons;
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [
    `a port that the firewall redirects (to a container, say) may be taken for an unused one: ${first}${others}; ` +
      'start as root, or leave such ports out (tcp.ports, tcp.exclude)',
  ];
}
