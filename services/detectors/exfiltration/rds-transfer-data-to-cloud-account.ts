import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { listedTexts } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';

export default defineSignals({
  type: 'Exfiltration:RDS/TransferDataToCloudAccount',
  title: 'A database snapshot was made public',
  why: 'Anybody with an AWS account can restore a public snapshot with all its data, and there are people who look for new ones.',
  asks: 'Was a snapshot of a database or a cluster made public?',
  attack: ['T1537'],
  signals: [
    {
      means: 'a database snapshot was made public',
      severity: 'High',
      service: 'rds',
      calls: ['ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute'],
      did: (parameters) =>
        parameters['attributeName'] === 'restore' &&
        listedTexts(parameters['valuesToAdd']).some((value) => value.toLowerCase() === 'all')
          ? `shared snapshot ${String(snapshotOf(parameters) ?? '(not named)')} with everybody`
          : undefined,
      deployed: false,
    },
  ],
  about: (record) => aboutChanged(snapshotOf(record.requestParameters ?? {}), record),

  asff: 'Effects/Data Exfiltration/Exfiltration:RDS-TransferDataToCloudAccount',
  blindTo: [
    'Single accounts that a snapshot is shared with: Exfiltration:RDS/SnapshotSharedOutside reports those.',
    'Whether anybody restored it.',
  ],
  falsePositives: ['Sample data that is meant to be public.'],
  respond: [
    'Remove `all` from the restore attribute at once, and ask the caller what it was for.',
    'If nobody knows, treat the data as public: others copy new public snapshots within the hour.',
    'Encrypt databases with a key of your own: their snapshots cannot be made public.',
  ],
  references: [
    {
      title: 'Sharing a DB snapshot for Amazon RDS',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html',
    },
  ],
  examples: {
    fires: {
      'of a cluster': () =>
        called('rds', 'ModifyDBClusterSnapshotAttribute', {
          dBClusterSnapshotIdentifier: 'orders-1',
          attributeName: 'restore',
          valuesToAdd: ['all'],
        }),
      'of an instance, by a role': () =>
        share({ valuesToAdd: ['444455556666', 'all'] }, { userIdentity: roleSession() }),
    },
    quiet: {
      'with an account': () => share({ valuesToAdd: ['444455556666'] }),
      'everybody is removed': () => share({ valuesToRemove: ['all'] }),
      'it was refused': () => share({ valuesToAdd: ['all'] }, REFUSED),
    },
  },
});

/** The parameter has two spellings, which differ in its first letters. */
function snapshotOf(parameters: Parameters): unknown {
  return Object.entries(parameters).find(([name]) => /^db(Cluster)?SnapshotIdentifier$/i.test(name))?.[1];
}

function share(values: object, overrides = {}) {
  const parameters = { dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', ...values };
  return called('rds', 'ModifyDBSnapshotAttribute', parameters, overrides);
}
