import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { describe } from './descriptions.ts';
import './types/organization-tree.ts';
import './types/account.ts';
import './types/anomaly.ts';
import './types/audit.ts';
import './types/detector.ts';
import './types/case.ts';
import './types/case-changes.ts';
import './types/coverage-hours.ts';
import './types/changes.ts';
import './types/delivery.ts';
import './types/enrolment.ts';
import './types/finding-queries.ts';
import './types/log-object.ts';
import './types/installation.ts';
import './types/gaps.ts';
import './types/rule.ts';
import './types/statistics.ts';
import './types/token.ts';
import './types/view.ts';
import './types/viewer.ts';

export const schema = describe(builder.toSchema());

/** The schema as text, in one order: `graphql/schema.graphql`, the contract that others build on. */
export function schemaText(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
