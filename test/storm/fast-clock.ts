/** How fast time goes in a storm: what waits for half a minute waits for a second. */
const SPEED = 30;

/** A clock that all processes of a storm share. @param start ms since the epoch */
export function fastClock(start: number): () => Date {
  return () => new Date(start + (Date.now() - start) * SPEED);
}
