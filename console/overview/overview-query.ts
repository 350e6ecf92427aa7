import { graphql, type ResultOf } from '../api/graphql.ts';

export const COUNTS = graphql(`
  query OverviewCounts {
    statistics(filter: { archived: false }) {
      findings
      bySeverity: facet(by: CONTEXT_SEVERITY) {
        key
        count
      }
      byAccount {
        key
        count
      }
      byType {
        key
        count
      }
      overTime(step: DAY, severity: CONTEXT_SEVERITY) {
        from
        severity
        count
      }
    }
  }
`);

/** The first request: it waits for no counts. */
export const OVERVIEW = graphql(`
  query Overview {
    worst: findings(
      first: 8
      filter: { archived: false, contextSeverities: [CRITICAL, HIGH] }
      orderBy: { by: CONTEXT_SEVERITY, direction: DESCENDING }
    ) {
      nodes {
        id
        type
        title
        severityLabel: contextSeverityLabel
        accountId
        region
        service {
          eventLastSeen
        }
      }
    }
    latest: findings(first: 1, orderBy: { by: UPDATED_AT, direction: DESCENDING }) {
      nodes {
        updatedAt
      }
    }
  }
`);

export type Statistics = ResultOf<typeof COUNTS>['statistics'];
export type Worst = ResultOf<typeof OVERVIEW>['worst']['nodes'][number];

/** Coverage of the organization. */
export const COVERAGE = graphql(`
  query CoverageAtAGlance {
    accounts {
      id: accountId
    }
    coverage {
      accountId
      state
      reason
      source
    }
  }
`);

export type CoverageAtAGlance = ResultOf<typeof COVERAGE>;

export const SINCE = graphql(`
  query SinceYouLooked($filter: FindingFilter) {
    statistics(filter: $filter) {
      findings
    }
  }
`);
