import { graphql, type ResultOf } from '../api/graphql.ts';

export const ACCOUNTS = graphql(`
  query Accounts {
    accounts {
      id: accountId
      name
      email
      status
      management
      organizationalUnits
      coverage {
        state
        source
      }
    }
    organizationTree {
      units {
        unitId
        name
        parentId
      }
      refusal
    }
    enrolmentPlan {
      members {
        accountId
        state
        because
      }
    }
    statistics(filter: { archived: false }) {
      byAccount {
        key
        count
      }
    }
  }
`);

export type ListedAccount = ResultOf<typeof ACCOUNTS>['accounts'][number];
export type ListedUnit = ResultOf<typeof ACCOUNTS>['organizationTree']['units'][number];
export type Enrolled = NonNullable<ResultOf<typeof ACCOUNTS>['enrolmentPlan']>['members'][number];

export const ACCOUNT = graphql(`
  query Account($id: String!) {
    accounts {
      id: accountId
      name
      email
      status
      management
      organizationalUnits
      joinedAt
      listedAt
    }
    organizationTree {
      units {
        unitId
        name
      }
    }
    coverage(accountId: $id) {
      region
      source
      state
      reason
      detail
      since
      checkedAt
    }
    reading {
      accountId
      region
      source
      objects
      pending
      failed
      records
      unreadable
      newest
    }
    statistics(filter: { archived: false, accountIds: [$id] }) {
      bySeverity {
        severity
        count
      }
    }
  }
`);

export type CoverageFact = ResultOf<typeof ACCOUNT>['coverage'][number];
export type ReadingCount = ResultOf<typeof ACCOUNT>['reading'][number];
