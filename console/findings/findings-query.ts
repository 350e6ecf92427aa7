import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';
import { orderOf, type View } from './view.ts';
import { filterOf } from './filter-query.ts';

export const FINDINGS = graphql(`
  query Findings($filter: FindingFilter, $orderBy: FindingOrder, $first: Int, $after: String) {
    findings(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        type
        title
        severityLabel: contextSeverityLabel
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

const PAGE = 50;

/** Variables for a page of a view, from its beginning or after a cursor. */
export function pageOf(view: View, after?: string): VariablesOf<typeof FINDINGS> {
  return { filter: filterOf(view), orderBy: orderOf(view), first: PAGE, ...(after !== undefined && { after }) };
}

/** The number of matching findings: it takes longer than a page, which does not wait for it. */
export const TOTAL = graphql(`
  query TotalOfFindings($filter: FindingFilter) {
    statistics(filter: $filter) {
      findings
    }
  }
`);

export type ListedFinding = ResultOf<typeof FINDINGS>['findings']['nodes'][number];

/** The values to filter by, of one property, most findings first. */
export const FILTER_VALUES = graphql(`
  query FilterValues($by: FindingFacet!) {
    statistics {
      facet(by: $by, first: 200) {
        key
      }
    }
  }
`);

/** Rules by name, because findings have only their ids. */
export const RULE_NAMES = graphql(`
  query RuleNames {
    rules {
      rule {
        id
        name
      }
    }
  }
`);

/** The number of findings by value of one property, most first. */
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

export type Group = ResultOf<typeof GROUPS>['statistics']['facet'][number];
