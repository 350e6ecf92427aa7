import type { World } from '../../world.ts';

/** How long a part of the work has taken so far. */
export function secondsSince({ now }: Pick<World, 'now'>, begun: Date): number {
  return (now().getTime() - begun.getTime()) / 1000;
}
