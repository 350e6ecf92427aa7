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
      needs {
        category
      }
    }
    statistics {
      byType {
        key
        count
        lastSeen
      }
    }
    coverage(state: GAP) {
      reason
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
      needs {
        category
        meaning
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
