import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineHarvest } from '../kits/harvest.ts';
import { listed, listedTexts, textOf } from '../kits/parameters.ts';

export default defineHarvest({
  type: 'CredentialAccess:SecretsManager/SecretsHarvested',
  title: 'Many secrets were listed and read',
  why: 'Programs know the names of their secrets. A caller who lists them first and then reads one after the other takes whatever there is.',
  asks: 'Did one caller list secrets and read, or try to read, many of them within a quarter of an hour, or request a batch of secrets by filter without naming one?',
  attack: ['T1555.006'],
  service: 'secretsmanager',
  calls: ['ListSecrets', 'GetSecretValue', 'BatchGetSecretValue'],
  noun: 'secret',
  secrets: {
    default: 10,
    because: 'A person who looks something up reads one to three; programs read more but do not list.',
  },
  lists: (record) => (record.eventName === 'ListSecrets' && !findsItsOwn(record)) || isBatchByFilter(record),
  asked: secretsOf,
  takesUnnamed: (record) => isBatchByFilter(record) && !findsItsOwn(record),

  asff: 'TTPs/Credential Access/CredentialAccess:SecretsManager-SecretsHarvested',
  blindTo: [
    'Secrets that are read by names known beforehand, or slowly.',
    'Parameters of Systems Manager: they have a finding type of their own.',
  ],
  falsePositives: [
    'An operator that finds its secrets by name or tag lists and reads: add its role to `known` as `key-rotation`.',
  ],
  respond: [
    'Ask the owner of the credentials what the secrets were read for.',
    'If nobody knows, disable the credentials, and rotate every secret that was read, beginning with those of production.',
    'Review where the secrets were used since then.',
  ],
  references: [
    {
      title: 'Log AWS Secrets Manager events with AWS CloudTrail',
      url: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'listed, and ten read': () => ({ records: [list(), ...reads(10)] }),
      'all refused': () => ({ records: [list(), ...reads(10, { errorCode: 'AccessDenied' })] }),
      'listed after reading, by a role session': () => ({
        records: [
          list({ eventTime: '2026-03-02T10:14:00Z', userIdentity: roleSession() }),
          ...reads(12, { userIdentity: roleSession() }),
        ],
      }),
      'in batches with a filter, in ten Regions': () => ({
        records: Array.from({ length: 10 }, (_, i) =>
          call('BatchGetSecretValue', { filters: [{ key: 'all', values: ['prod'] }] }, { awsRegion: `eu-west-${i}` }),
        ),
      }),
      'everything with a tag, in one batch, which is less': () => ({ records: [filtered()] }),
      'in one batch that names them': () => ({
        records: [list(), call('BatchGetSecretValue', { secretIdList: ids(10) })],
      }),
    },
    quiet: {
      'a program that requests a batch of ten by name': () => ({
        records: [call('BatchGetSecretValue', { secretIdList: ids(10) }), ...reads(10)],
      }),
      'an operator of a cluster that finds the secrets with its tag': () => ({
        records: [filtered({ userIdentity: OPERATOR })],
      }),
      'an operator that lists the secrets with its tag and reads them one by one': () => ({
        records: [
          list({ requestParameters: BY_TAG, userIdentity: OPERATOR }),
          ...reads(30, { userIdentity: OPERATOR }),
        ],
      }),
      'nine, named in two ways': () => ({
        records: [
          list(),
          ...reads(9),
          ...ids(9).map((name) => call('GetSecretValue', { secretId: `${ARN}:${name}-AbCdEf` })),
        ],
      }),
      nine: () => ({ records: [list(), ...reads(9)] }),
      'a program that reads thirty and lists none': () => ({ records: reads(30) }),
      'one secret, forty times': () => ({
        records: [
          list(),
          ...Array.from({ length: 40 }, (_, i) => call('GetSecretValue', { secretId: 'a' }, { requestID: `${i}` })),
        ],
      }),
      'listed the day before': () => ({ records: [list({ eventTime: '2026-03-01T10:00:00Z' }), ...reads(12)] }),
      'a scanner that lists and describes': () => ({
        records: [list(), ...ids(20).map((secretId) => call('DescribeSecret', { secretId }))],
      }),
    },
  },
});

/** The secrets that a call asks for. A batch names twenty at most, or none when it has filters instead. */
function secretsOf({ eventName, requestParameters = {}, region, accountId }: CloudTrailRecord): readonly string[] {
  if (eventName === 'ListSecrets') return [];
  const one = textOf(requestParameters['secretId']);
  const named = one === undefined ? listedTexts(requestParameters['secretIdList']) : [one];
  return named.length > 0 ? named.map((secret) => nameOf(secret, accountId)) : [`a batch in ${region}`];
}

/**
 * A secret of the account by its name, also where a call has its ARN, which ends in a hyphen and six characters: calls
 * may write the same secret in both ways ("GetSecretValue").
 */
function nameOf(secret: string, account: string): string {
  const [, owner, name] = /^arn:[^:]+:secretsmanager:[^:]+:(\d{12}):secret:(.+?)(?:-\w{6})?$/.exec(secret) ?? [];
  return name !== undefined && owner === account ? name : secret;
}

function isBatchByFilter(record: CloudTrailRecord): boolean {
  return record.eventName === 'BatchGetSecretValue' && hasFilters(record);
}

/** Operators of clusters and deployments find their secrets by tags and names. */
function findsItsOwn(record: CloudTrailRecord): boolean {
  return (record.callerKind === 'workload' || record.callerKind === 'pipeline') && hasFilters(record);
}

function hasFilters({ requestParameters }: CloudTrailRecord): boolean {
  return listed(requestParameters?.['filters']).length > 0;
}

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret';
const BY_TAG = { filters: [{ key: 'tag-key', values: ['team'] }] };
const OPERATOR = roleSession('i-0123456789abcdef0', 'secrets', { ec2RoleDelivery: '2.0' });

function filtered(overrides = {}) {
  return call('BatchGetSecretValue', BY_TAG, overrides);
}

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `prod/${i}`);
}

function reads(count: number, overrides = {}) {
  return ids(count).map((secretId) => call('GetSecretValue', { secretId }, overrides));
}

function list(overrides = {}) {
  return call('ListSecrets', {}, overrides);
}

function call(eventName: string, requestParameters: object, overrides = {}) {
  return event({
    eventSource: 'secretsmanager.amazonaws.com',
    eventName,
    requestParameters,
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
