/** Resolves the opening of a packet ring to packets from memory; registered by live.ts. */
const ours = new URL('./from-memory.js', import.meta.url).href;

type Resolved = { readonly url: string; readonly shortCircuit?: boolean };
type Next = (specifier: string, context: { readonly parentURL?: string }) => Promise<Resolved>;

export async function resolve(specifier: string, context: { readonly parentURL?: string }, next: Next) {
  const isOpening =
    specifier.endsWith('/capture/open.js') && context.parentURL?.endsWith('/sentry/stealth.js');
  return isOpening === true ? { url: ours, shortCircuit: true } : next(specifier, context);
}
