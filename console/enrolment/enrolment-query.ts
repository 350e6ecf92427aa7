import { graphql, type ResultOf } from '../api/graphql.ts';

export const ENROLMENT = graphql(`
  query Enrolment {
    enrolmentPlan {
      members {
        accountId
        state
      }
      tasks {
        id
        accountId
        region
        feature
        does
        refusal
        price {
          low
          likely
          high
          because
        }
      }
      obstacles {
        accountId
        region
        detail
        by
        call
      }
      total {
        low
        likely
        high
      }
      requests {
        id
        askedBy
        askedAt
        endedAt
        tasks
        done
        refused
      }
    }
  }
`);

export const APPLY = graphql(`
  mutation ApplyEnrolment($key: String!) {
    applyEnrolment(clientMutationId: $key) {
      id
      tasks
      userErrors {
        message
      }
    }
  }
`);

export type Plan = NonNullable<ResultOf<typeof ENROLMENT>['enrolmentPlan']>;
export type Task = Plan['tasks'][number];
export type Obstacle = Plan['obstacles'][number];
export type Request = Plan['requests'][number];
