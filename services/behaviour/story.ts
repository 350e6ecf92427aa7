import type { ActsOfDay, Judging } from '#services/model/behaviour.ts';

/** Whose days one alert tells of: those of an identity, or of all identities of its group. */
export function storyOf({ tellsOf }: Judging, { identity, peers }: Pick<ActsOfDay, 'identity' | 'peers'>): string {
  return tellsOf === 'peers' ? peers : identity;
}
