import { graphql, type ResultOf } from '../api/graphql.ts';

export const FINDINGS = graphql(`
  query Findings($filter: FindingFilter, $orderBy: FindingOrder, $first: Int, $after: String) {
    findings(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        type
        title
        severityLabel
        accountId
        region
        resource {
          id: resourceId
        }
        status
        assignee
        service {
          count
          eventLastSeen
        }
      }
    }
  }
`);

export type ListedFinding = ResultOf<typeof FINDINGS>['findings']['nodes'][number];

/** What there is to filter by. */
export const FILTER_VALUES = graphql(`
  query FilterValues {
    statistics {
      byType {
        key
        count
      }
      byAccount {
        key
        count
      }
      byRegion {
        key
        count
      }
    }
  }
`);

/** How many findings there are of each value of one property: only that one is counted. */
export const GROUPS = graphql(`
  query Groups($filter: FindingFilter, $severity: Boolean!, $type: Boolean!, $account: Boolean!, $region: Boolean!) {
    statistics(filter: $filter) {
      bySeverity @include(if: $severity) {
        severity
        count
      }
      byType @include(if: $type) {
        key
        count
        lastSeen
      }
      byAccount @include(if: $account) {
        key
        count
        lastSeen
      }
      byRegion @include(if: $region) {
        key
        count
        lastSeen
      }
    }
  }
`);
