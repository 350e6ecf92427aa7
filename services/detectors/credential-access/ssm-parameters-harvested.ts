import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from '../kits/api-call.ts';
import { defineHarvest } from '../kits/harvest.ts';
import { listedTexts, textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';

export default defineHarvest({
  type: 'CredentialAccess:SSM/ParametersHarvested',
  title: 'Many encrypted parameters were listed and read, or the whole tree at once',
  why: 'Programs know the names of their parameters, or their branch of the tree. A caller who lists them all, or reads from the root, takes whatever there is.',
  asks: 'Did one caller list the parameters and decrypt many of them within a quarter of an hour, or decrypt the whole tree?',
  attack: ['T1555.006', 'T1552.001'],
  service: 'ssm',
  calls: ['DescribeParameters', 'GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'],
  noun: 'parameter',
  secrets: {
    default: 20,
    because: 'The console decrypts the few that a person opens; programs read more but do not list.',
  },
  lists: ({ eventName }) => eventName === 'DescribeParameters',
  asked: parametersOf,
  takesAll: ({ eventName, requestParameters = {} }) =>
    eventName === 'GetParametersByPath' &&
    requestParameters['path'] === '/' &&
    isTrue(requestParameters['recursive']) &&
    isTrue(requestParameters['withDecryption']),

  asff: 'TTPs/Credential Access/CredentialAccess:SSM-ParametersHarvested',
  blindTo: ['Parameters that are read by names known beforehand, or slowly.'],
  falsePositives: ['A tool that copies all parameters elsewhere: add its role to `known` as `key-rotation`.'],
  respond: [
    'Ask the owner of the credentials what the parameters were read for.',
    'If nobody knows, disable the credentials, and rotate every secret that was read, beginning with those of production.',
    'Review where the secrets were used since then.',
  ],
  references: [
    {
      title: 'AWS Systems Manager Parameter Store',
      url: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html',
    },
  ],
  examples: {
    fires: {
      'listed, and twenty decrypted': () => ({ records: [list(), ...reads(20)] }),
      'ten in one call, and ten in another': () => ({ records: [list(), batch(0), batch(10)] }),
      'listed, and the history of twenty': () => ({
        records: [list(), ...names(20).map((name) => call('GetParameterHistory', { name, withDecryption: true }))],
      }),
      'all refused': () => ({ records: [list(), ...reads(20, REFUSED)] }),
      'the whole tree in one call, by a role': () => ({ records: [tree('/', { userIdentity: roleSession() })] }),
    },
    quiet: {
      'the same ten, again and again': () => ({
        records: [list(), ...[1, 2, 3].map((i) => batch(0, { requestID: String(i) }))],
      }),
      nineteen: () => ({ records: [list(), ...reads(19)] }),
      'a program that reads forty and lists none': () => ({ records: reads(40) }),
      'one branch of the tree': () => ({ records: [tree('/orders/')] }),
      'public parameters of AWS': () => ({
        records: [
          list(),
          ...names(30).map((name) => call('GetParameter', { name: `/aws/service/${name}`, withDecryption: true })),
        ],
      }),
      'none decrypted': () => ({ records: [list(), ...names(30).map((name) => call('GetParameter', { name }))] }),
      'CloudFormation creates a stack': () => ({ records: [list(), ...reads(30, BY_CLOUDFORMATION)] }),
    },
  },
});

/** Decrypted parameters, without AWS's public ones, which everybody may read. */
function parametersOf({ eventName, requestParameters = {} }: CloudTrailRecord): readonly string[] {
  if (eventName === 'DescribeParameters' || !isTrue(requestParameters['withDecryption'])) return [];
  const { name, names: several, path } = requestParameters;
  return [
    ...listedTexts(name),
    ...listedTexts(several),
    ...(textOf(path) === undefined ? [] : [`all below ${String(path)}`]),
  ].filter((one) => !/^(all below )?(arn:[^/]*parameter)?\/aws\/service\//.test(one));
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `/prod/${i}`);
}

function reads(count: number, overrides = {}) {
  return names(count).map((name) => call('GetParameter', { name, withDecryption: true }, overrides));
}

/** As many parameters as one call may ask for. */
function batch(from: number, overrides = {}) {
  return call('GetParameters', { names: names(from + 10).slice(from), withDecryption: true }, overrides);
}

function list() {
  return call('DescribeParameters', {});
}

function tree(path: string, overrides = {}) {
  return call('GetParametersByPath', { path, recursive: true, withDecryption: true }, overrides);
}

function call(eventName: string, requestParameters: object, overrides = {}) {
  const base = { eventSource: 'ssm.amazonaws.com', eventName, requestParameters };
  return event({ ...base, userIdentity: iamUser('mallory'), ...overrides });
}
