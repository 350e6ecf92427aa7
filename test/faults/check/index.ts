import type { Ended } from '../run.ts';
import { checkCoverage } from './coverage.ts';
import { checkDeliveries } from './deliveries.ts';
import { checkFindings } from './findings.ts';
import { checkHours } from './hours.ts';
import { checkObjects } from './objects.ts';
import { checkUnits } from './units.ts';

/** Each says what is wrong, a sentence each. */
export const CHECKS: readonly ((ended: Ended) => Promise<readonly string[]>)[] = [
  checkObjects,
  checkFindings,
  checkDeliveries,
  checkCoverage,
  checkHours,
  checkUnits,
];
