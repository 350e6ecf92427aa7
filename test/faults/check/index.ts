import type { Ended } from '../run.ts';
import { checkCoverage } from './coverage.ts';
import { checkDeliveries } from './deliveries.ts';
import { checkFindings } from './findings.ts';
import { checkHours } from './hours.ts';
import { checkObjects } from './objects.ts';
import { checkUnits } from './units.ts';

/** All checks. Each returns one sentence for each violation. */
export const CHECKS: readonly ((ended: Ended) => Promise<readonly string[]>)[] = [
  checkObjects,
  checkFindings,
  checkDeliveries,
  checkCoverage,
  checkHours,
  checkUnits,
];
