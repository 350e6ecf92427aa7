import { graphql, type ResultOf } from '../api/graphql.ts';

/** The remote end of an action, and its location. */
const REMOTE_END = graphql(`
  fragment RemoteEnd on RemoteIpDetails {
    ipAddressV4
    ipAddressV6
    country {
      countryCode
      countryName
    }
    geoLocation {
      lat
      lon
    }
    organization {
      asn
      asnOrg
    }
  }
`);

export const FINDING = graphql(
  `
    query Finding($id: ID!) {
      finding(id: $id) {
        id
        type
        accountId
        region
        severity
        severityLabel: contextSeverityLabel
        title
        description
        createdAt
        updatedAt
        status
        assignee
        remarks
        contextSeverity
        ratedBecause
        context {
          by
          values
          accountId
          remarks
        }
        anomaly {
          bits
          threshold
          day
          identity
          activeDays
          rates
          window {
            from
            until
          }
          nearest {
            words
          }
          parts {
            part
            bits
            words
          }
          ordinary
        }
        suppressedBy
        judgedWith {
          at
          settings {
            name
            value
            setFor
          }
        }
        resource {
          id: resourceId
          resourceType
        }
        service {
          resourceRole
          count
          eventFirstSeen
          eventLastSeen
          action {
            __typename
            ... on AwsApiCallAction {
              remoteIpDetails {
                ...RemoteEnd
              }
            }
            ... on KubernetesApiCallAction {
              remoteIpDetails {
                ...RemoteEnd
              }
            }
            ... on NetworkConnectionAction {
              otherEnd: remoteIpDetails {
                ...RemoteEnd
              }
            }
            ... on RdsLoginAttemptAction {
              remoteIpDetails {
                ...RemoteEnd
              }
            }
          }
          evidence {
            tallies
            origins {
              object
              position
              id: eventId
              time
              traceUrl
            }
            threatIntelligenceDetails {
              threatListName
              threatNames
              threatFileSha256
            }
          }
        }
        document(format: FINDING)
      }
    }
  `,
  [REMOTE_END],
);

export type ShownFinding = NonNullable<ResultOf<typeof FINDING>['finding']>;
export type Context = ShownFinding['context'][number];
export type RemoteEnd = ResultOf<typeof REMOTE_END>;

/** The detector's question, with the settings for the finding's account. */
export const ASKED = graphql(`
  query Asked($type: FindingType!, $accountId: String!) {
    detector(type: $type) {
      title
      why
      asks
      attack
      windowSeconds
      needs {
        category
        meaning
      }
      settings(accountId: $accountId) {
        name
        value
        default
        because
        setFor
      }
      blindTo
      falsePositives
      respond
      references {
        title
        url
      }
    }
  }
`);

export type Asked = NonNullable<ResultOf<typeof ASKED>['detector']>;

/** How many findings there are of a context, and of which accounts. */
export const SHARED_BY = graphql(`
  query SharedBy($filter: FindingFilter) {
    statistics(filter: $filter) {
      findings
      facet(by: ACCOUNT_ID, first: 200) {
        key
      }
    }
  }
`);

export const DOCUMENT = graphql(`
  query Document($id: ID!, $format: DocumentFormat!) {
    finding(id: $id) {
      document(format: $format)
    }
  }
`);
