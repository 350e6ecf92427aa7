import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** Who signed in as a person lets colleagues in. */
const BY_PERSON: Signal['routine'] = {
  means: 'a person did it who signed in to the console or through Identity Center',
  is: ({ callerKind }) => callerKind === 'person',
};

export default defineSignals({
  type: 'Persistence:EKS/AccessGranted',
  own: true,
  title: 'Somebody got administrator access to a cluster',
  why: 'An access entry of EKS opens a cluster to any identity of IAM, and no record of the cluster itself shows that it was made.',
  asks: 'Was an identity of IAM made an administrator of a cluster by an access entry?',
  attack: ['T1098.006', 'T1098.003'],
  signals: [
    {
      means: 'somebody was made an administrator of a cluster',
      severity: 'Medium',
      service: 'eks',
      calls: ['AssociateAccessPolicy'],
      did: (parameters) => {
        const policy = /cluster-access-policy\/(AmazonEKS(?:Cluster)?AdminPolicy)$/.exec(
          textOf(parameters['policyArn']) ?? '',
        )?.[1];
        // A policy for some namespaces is that of a team.
        const isWhole = member(parameters, 'accessScope', 'type') !== 'namespace';
        return policy === undefined || !isWhole
          ? undefined
          : `gave ${whom(parameters)} ${policy} on ${cluster(parameters)}`;
      },
      deployed: true,
      routine: BY_PERSON,
    },
    {
      means: 'somebody was put into the group of a cluster that may do everything',
      severity: 'Medium',
      service: 'eks',
      calls: ['CreateAccessEntry', 'UpdateAccessEntry'],
      // AWS refuses `system:masters` itself; this is what guides call the group that is bound to cluster-admin instead.
      did: (parameters) => {
        const group = listedTexts(parameters['kubernetesGroups']).find((name) =>
          /\b(?:cluster-)?admins?\b|masters/i.test(name),
        );
        return group === undefined
          ? undefined
          : `put ${whom(parameters)} into group ${group} of ${cluster(parameters)}`;
      },
      deployed: true,
      routine: BY_PERSON,
    },
  ],
  about: (record) => aboutChanged(clusterOf(record), record),

  asff: 'TTPs/Persistence/Persistence:EKS-AccessGranted',
  blindTo: [
    'Who made the cluster: they are its administrator without an entry.',
    'Rights that groups have by bindings in the cluster: they are told of by its audit log.',
  ],
  falsePositives: ['Whoever sets up a cluster by hand with a key, and lets colleagues in.'],
  respond: [
    'Ask the caller whom the entry is for, and what for.',
    'If nobody knows, delete the access entry, and look at what its identity did in the audit log of the cluster.',
  ],
  references: [
    {
      title: 'Grant IAM users access to Kubernetes with EKS access entries',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
    },
  ],
  examples: {
    fires: {
      'of the whole cluster, with a key': () => associate(),
      'by a role, an administrator of all that is in namespaces': () =>
        associate({ policyArn: `${POLICY}AmazonEKSAdminPolicy` }, { userIdentity: roleSession('eve', 'Operations') }),
      'a group of administrators': () =>
        called('eks', 'CreateAccessEntry', { ...ENTRY, kubernetesGroups: ['platform-admins'] }),
      'by a person, which is less': () => associate({}, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'who may only look': () => associate({ policyArn: `${POLICY}AmazonEKSViewPolicy` }),
      'an administrator of one namespace': () =>
        associate({ accessScope: { type: 'namespace', namespaces: ['shop'] } }),
      'an entry alone, which gives no rights': () => called('eks', 'CreateAccessEntry', ENTRY),
      'a group of a team': () => called('eks', 'CreateAccessEntry', { ...ENTRY, kubernetesGroups: ['shop'] }),
      'it was refused': () => associate({}, REFUSED),
      'CloudFormation makes a cluster': () => associate({}, BY_CLOUDFORMATION),
    },
  },
});

const ENTRY = { clusterName: 'prod', principalArn: 'arn:aws:iam::111122223333:role/reader' };
const POLICY = 'arn:aws:eks::aws:cluster-access-policy/';

function whom({ principalArn }: Parameters): string {
  return textOf(principalArn) ?? 'somebody';
}

function cluster(parameters: Parameters): string {
  return `cluster ${clusterOf({ requestParameters: parameters })}`;
}

function clusterOf({ requestParameters = {} }: Pick<CloudTrailRecord, 'requestParameters'>): string {
  return textOf(requestParameters['clusterName']) ?? textOf(requestParameters['name']) ?? '(not named)';
}

function associate(parameters: object = {}, overrides = {}) {
  return called(
    'eks',
    'AssociateAccessPolicy',
    { ...ENTRY, policyArn: `${POLICY}AmazonEKSClusterAdminPolicy`, accessScope: { type: 'cluster' }, ...parameters },
    overrides,
  );
}
