/** Loaded into a process before anything else: says at its end what it took, as one line of JSON on standard error. */
process.on('exit', () => {
  const { user } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  process.stderr.write(`\nusage ${JSON.stringify({ user, peak: maxRSS })}\n`);
});
