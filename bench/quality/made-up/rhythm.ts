import type { Random } from '#services/simulation/random.ts';
import { normal } from './chance.ts';

/** When a job runs. */
export type Rhythm = 'daily' | 'workdays' | 'weekly' | 'monthly';

export function isWeekend(day: number): boolean {
  return day % 7 >= 5;
}

/** @param phase the day on which a job ran for the first time */
export function isDue(rhythm: Rhythm, phase: number, day: number): boolean {
  switch (rhythm) {
    case 'daily':
      return true;
    case 'workdays':
      return !isWeekend(day);
    case 'weekly':
      return (day - phase) % 7 === 0;
    case 'monthly':
      return (day - phase) % 30 === 0;
  }
}

/** A whole number whose logarithm is normally distributed. @param sigma its standard deviation */
export function logNormal(random: Random, median: number, sigma: number): number {
  return Math.round(median * Math.exp(sigma * normal(random)));
}
