import { isFalse } from '../kits/api-call.ts';
import { aboutDatabase, databaseOf } from '../kits/database.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:RDS/ModifyAuthenticationProcess',
  title: 'Sign-in by IAM was switched off for a database',
  why: 'Without IAM a password alone opens the database, and CloudTrail sees nobody sign in.',
  asks: 'Was authentication by IAM switched off for a database or a cluster?',
  attack: ['T1556'],
  signals: [
    {
      means: 'authentication by IAM was switched off',
      severity: 'Medium',
      service: 'rds',
      calls: ['ModifyDBInstance', 'ModifyDBCluster'],
      did: (parameters) =>
        isFalse(parameters['enableIAMDatabaseAuthentication'])
          ? `switched off sign-in by IAM for ${databaseOf(parameters) ?? 'a database'}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutDatabase,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:RDS-ModifyAuthenticationProcess',
  blindTo: [
    'Whether it was on before.',
    'Users of the database who lose the right to sign in by IAM in the database itself.',
  ],
  falsePositives: ['Tools that state every setting with every change, although it was off all along.'],
  respond: [
    'Ask the owner of the database whether anybody signs in by IAM, and whether the change was planned.',
    'If not, switch it on again and look for users of the database that were made since.',
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
      'it is switched on': () => modify({ enableIAMDatabaseAuthentication: true }),
      'nothing is said of it': () => modify({ backupRetentionPeriod: 14 }),
      'it was refused': () => modify({ enableIAMDatabaseAuthentication: false }, REFUSED),
      'CloudFormation updates a stack': () => modify({ enableIAMDatabaseAuthentication: false }, BY_CLOUDFORMATION),
    },
  },
});

function modify(parameters: object, overrides = {}) {
  return called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', ...parameters }, overrides);
}
