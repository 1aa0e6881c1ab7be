/** What it means when the firewall's redirections could not be read, a sentence for each reason. */
export const blindness = (reasons: readonly string[]): string[] =>
  reasons.map(
    reason =>
      `ports that the firewall redirects (to a container, say) may be taken for unused ones: ${reason}; ` +
      'start as root, or leave those ports out (tcp.exclude, tcp.ports)',
  );
