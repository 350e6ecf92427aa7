import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

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
    organizationTree {
      units {
        key: unitId
        name
      }
    }
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

/** How many findings there are of each value of one property, most first. */
export const GROUPS = graphql(`
  query Groups($filter: FindingFilter, $by: FindingFacet!) {
    statistics(filter: $filter) {
      facet(by: $by, first: 200) {
        key
        count
        lastSeen
      }
    }
  }
`);

export type Facet = VariablesOf<typeof GROUPS>['by'];
export type Group = ResultOf<typeof GROUPS>['statistics']['facet'][number];
