import { graphql, type ResultOf } from '../api/graphql.ts';

export const DETECTORS = graphql(`
  query Detectors {
    detectors {
      type
      title
      own
      severities
      source
      attack
      alertsPerWeek
      needs {
        category
        state
      }
    }
    statistics {
      byType {
        key
        count
        lastSeen
      }
    }
  }
`);

export type ListedDetector = ResultOf<typeof DETECTORS>['detectors'][number];

export const DETECTOR = graphql(`
  query Detector($type: FindingType!) {
    detector(type: $type) {
      type
      title
      own
      why
      asks
      source
      windowSeconds
      severities
      severityWhen {
        severity
        when
      }
      attack
      alertsPerWeek
      needs {
        category
        meaning
        state
      }
      settings {
        name
        value
        default
        because
        setFor
      }
      exceptions {
        name
        setFor
        value
      }
      firesWhen
      quietWhen
      blindTo
      falsePositives
      respond
      references {
        title
        url
      }
    }
    statistics(filter: { types: [$type] }) {
      findings
      bySeverity {
        severity
        count
      }
    }
  }
`);

export type ShownDetector = NonNullable<ResultOf<typeof DETECTOR>['detector']>;
