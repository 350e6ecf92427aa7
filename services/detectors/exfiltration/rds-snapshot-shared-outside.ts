import { accountIn } from '#services/model/arn.ts';
import { iamUser } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { listedTexts, textOf } from '../kits/parameters.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { aboutChanged } from '../kits/principal.ts';
import { isByBackup } from '../kits/shared-with.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Exfiltration:RDS/SnapshotSharedOutside',
  title: 'A database snapshot was shared with an unknown account',
  why: 'Another account can restore the database with all its data, and no record in your account shows that.',
  asks: 'Was a snapshot of a database, a cluster or a warehouse, or the data of a warehouse, shared with an account outside the organization?',
  attack: ['T1537'],
  gifts: [
    {
      means: 'a snapshot was shared',
      severity: 'High',
      service: 'rds',
      never: isByBackup,
      calls: ['ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute'],
      to: ({ valuesToAdd }) => listedTexts(valuesToAdd),
      did: (_, record) => `shared snapshot ${String(snapshotOf(record))} with`,
    },
    {
      means: 'a snapshot of a warehouse was shared',
      severity: 'High',
      service: 'redshift',
      calls: ['AuthorizeSnapshotAccess'],
      to: ({ accountWithRestoreAccess }) => listedTexts(accountWithRestoreAccess),
      did: (_, record) => `shared snapshot ${String(snapshotOf(record))} with`,
    },
    {
      means: 'data of a warehouse were shared',
      severity: 'High',
      service: 'redshift',
      calls: ['AuthorizeDataShare'],
      to: ({ consumerIdentifier }) => [accountIn(textOf(consumerIdentifier) ?? '')].flatMap((account) => account ?? []),
      did: (_, record) => `shared ${String(snapshotOf(record))} with`,
    },
  ],
  about: (record) => aboutChanged(snapshotOf(record), record),

  asff: 'Effects/Data Exfiltration/Exfiltration:RDS-SnapshotSharedOutside',
  blindTo: [
    'Whether the other account restored it.',
    'Data shares with the data catalog or with everybody on AWS Data Exchange.',
  ],
  falsePositives: [],
  respond: [
    'Remove the account from the restore attribute, and ask the caller whose it is.',
    'If nobody knows it, treat the data in the database as stolen, and change the secrets in it.',
    'Encrypt databases with a key of your own that no other account may use.',
  ],
  references: [
    {
      title: 'Sharing a DB snapshot for Amazon RDS',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html',
    },
  ],
  examples: {
    fires: {
      'of an instance': () => share([STRANGER]),
      'of a cluster, together with an account of the organization, through CloudFormation': () =>
        called(
          'rds',
          'ModifyDBClusterSnapshotAttribute',
          {
            dBClusterSnapshotIdentifier: 'orders-1',
            attributeName: 'restore',
            valuesToAdd: ['444455556666', STRANGER],
          },
          BY_CLOUDFORMATION,
        ),
      'of a warehouse': () =>
        called('redshift', 'AuthorizeSnapshotAccess', {
          snapshotIdentifier: 'sales-1',
          accountWithRestoreAccess: STRANGER,
        }),
      'of a warehouse without servers': () =>
        called('redshift', 'AuthorizeSnapshotAccess', {
          snapshotArn: 'arn:aws:redshift-serverless:us-east-1:111122223333:snapshot/0example',
          accountWithRestoreAccess: STRANGER,
        }),
      'data of a warehouse': () => consumed(STRANGER),
    },
    quiet: {
      'data of a warehouse, with an account of the organization': () => consumed('444455556666'),
      'data of a warehouse, with the data catalog': () =>
        consumed('DataCatalog/arn:aws:glue:us-east-1:111122223333:catalog'),
      'with an account of the organization': () => share(['444455556666']),
      'with a partner': () => ({ ...share([STRANGER]), ...PARTNER }),
      'AWS Backup copies it to another account': () =>
        share([STRANGER], { userIdentity: { ...iamUser(), invokedBy: 'backup.amazonaws.com' } }),
      'it was refused': () => share([STRANGER], REFUSED),
      'an account is removed': () =>
        called('rds', 'ModifyDBSnapshotAttribute', {
          dBSnapshotIdentifier: 'orders-1',
          attributeName: 'restore',
          valuesToRemove: [STRANGER],
        }),
    },
  },
});

/** The parameter is named after what the snapshot is of, in two spellings. */
function snapshotOf({ requestParameters = {} }: CloudTrailRecord): unknown {
  return Object.entries(requestParameters).find(([name]) =>
    /(snapshot(Identifier|Arn)|dataShareArn)$/i.test(name),
  )?.[1];
}

function share(valuesToAdd: readonly string[], overrides = {}) {
  const parameters = { dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', valuesToAdd };
  return called('rds', 'ModifyDBSnapshotAttribute', parameters, overrides);
}

function consumed(consumerIdentifier: string) {
  const dataShareArn = 'arn:aws:redshift:us-east-1:111122223333:datashare:0example/sales';
  return called('redshift', 'AuthorizeDataShare', { dataShareArn, consumerIdentifier });
}
