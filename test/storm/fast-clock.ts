/** How fast time runs in a storm: a wait of half a minute takes a second. */
const SPEED = 30;

/** A clock that all processes of a storm share. @param start ms since the epoch */
export function fastClock(start: number): () => Date {
  return () => new Date(start + (Date.now() - start) * SPEED);
}
