import { isFalse } from '../kits/api-call.ts';
import { aboutDatabase, databaseOf } from '../kits/database.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:RDS/ModifyAuthenticationProcess',
  title: 'IAM authentication was disabled for a database',
  why: 'Without IAM authentication a password alone opens the database, and CloudTrail shows no sign-ins.',
  asks: 'Was IAM database authentication disabled for a database or a cluster?',
  attack: ['T1556'],
  signals: [
    {
      means: 'IAM authentication was disabled',
      severity: 'Medium',
      service: 'rds',
      calls: ['ModifyDBInstance', 'ModifyDBCluster'],
      did: (parameters) =>
        isFalse(parameters['enableIAMDatabaseAuthentication'])
          ? `disabled IAM authentication for ${databaseOf(parameters) ?? 'a database'}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutDatabase,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:RDS-ModifyAuthenticationProcess',
  blindTo: [
    'Whether it was enabled before.',
    'Database users who lose the right to use IAM authentication inside the database.',
  ],
  falsePositives: ['Tools that state every setting with every change, although it was disabled all along.'],
  respond: [
    'Ask the owner of the database whether anybody uses IAM authentication, and whether the change was planned.',
    'If not, enable it again and look for database users that were created since.',
  ],
  references: [
    {
      title: 'IAM database authentication for MariaDB, MySQL, and PostgreSQL',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html',
    },
  ],
  examples: {
    fires: {
      'of an instance': () => modify({ enableIAMDatabaseAuthentication: false }),
      'of a cluster, as text': () =>
        called('rds', 'ModifyDBCluster', { dBClusterIdentifier: 'orders', enableIAMDatabaseAuthentication: 'false' }),
    },
    quiet: {
      'it is enabled': () => modify({ enableIAMDatabaseAuthentication: true }),
      'a change that does not mention it': () => modify({ backupRetentionPeriod: 14 }),
      'it was refused': () => modify({ enableIAMDatabaseAuthentication: false }, REFUSED),
      'CloudFormation updates a stack': () => modify({ enableIAMDatabaseAuthentication: false }, BY_CLOUDFORMATION),
    },
  },
});

function modify(parameters: object, overrides = {}) {
  return called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', ...parameters }, overrides);
}
