/**
 * Has the kernel of a host count what arrives there for a TCP port, and returns how to ask it. A busy machine may drop a
 * packet on its way, before anything on the host could see it, so this is how many there were to be seen.
 * @param run runs a program on the host
 */
export function countArrivals(
  run: (...command: [string, ...string[]]) => string,
  port: number,
): () => number {
  run(
    'nft',
    `add table inet arrivals; add counter inet arrivals seen;
     add chain inet arrivals in { type filter hook prerouting priority -500; };
     add rule inet arrivals in tcp dport ${port} counter name seen`,
  );
  return () => Number(/packets (\d+)/.exec(run('nft', 'list counter inet arrivals seen'))?.[1]);
}
