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

const WORST = graphql(`
  fragment Worst on Finding {
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
`);

/** The first request: it waits for no counts. Of each severity the latest findings. */
export const OVERVIEW = graphql(
  `
    query Overview {
      critical: findings(
        first: 8
        filter: { archived: false, contextSeverities: [CRITICAL] }
        orderBy: { by: LAST_SEEN, direction: DESCENDING }
      ) {
        nodes {
          ...Worst
        }
      }
      high: findings(
        first: 8
        filter: { archived: false, contextSeverities: [HIGH] }
        orderBy: { by: LAST_SEEN, direction: DESCENDING }
      ) {
        nodes {
          ...Worst
        }
      }
      latest: findings(first: 1, orderBy: { by: UPDATED_AT, direction: DESCENDING }) {
        nodes {
          updatedAt
        }
      }
    }
  `,
  [WORST],
);

export type Statistics = ResultOf<typeof COUNTS>['statistics'];
export type Worst = ResultOf<typeof WORST>;

/** As many as are shown of the worst findings. */
export const WORST_MAX = 8;

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
