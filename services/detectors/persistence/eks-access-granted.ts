import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** Signed-in people give their colleagues access. */
const BY_PERSON: Signal['routine'] = {
  means: 'a person did it who signed in to the console or through Identity Center',
  is: ({ callerKind }) => callerKind === 'person',
};

export default defineSignals({
  type: 'Persistence:EKS/AccessGranted',
  own: true,
  title: 'An identity was given access to a cluster, or pods were given a role',
  why: 'An EKS access entry opens a cluster to any IAM identity, and the audit log of the cluster does not show its creation.',
  asks: 'Was an IAM identity made administrator of a cluster by an access entry, or was a role given to its pods?',
  attack: ['T1098.006', 'T1098.003'],
  signals: [
    {
      means: 'an identity was made administrator of a cluster',
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
      means: 'an identity was added to an administrator group of a cluster',
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
          : `added ${whom(parameters)} to group ${group} of ${cluster(parameters)}`;
      },
      deployed: true,
      routine: BY_PERSON,
    },
    {
      means: 'a role was given to the pods of a service account, with a key or a role at a public address',
      severity: 'Medium',
      service: 'eks',
      calls: ['CreatePodIdentityAssociation', 'UpdatePodIdentityAssociation'],
      did: ({ roleArn, ...parameters }) =>
        `gave ${textOf(roleArn) ?? 'a role'} to pods of service account ${textOf(parameters['serviceAccount']) ?? '(not named)'} on ${cluster(parameters)}`,
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: (record) => aboutChanged(clusterOf(record), record),

  asff: 'TTPs/Persistence/Persistence:EKS-AccessGranted',
  blindTo: [
    'The creator of a cluster, who is its administrator without an entry.',
    'Permissions that groups get from bindings in the cluster: its audit log shows those.',
  ],
  falsePositives: ['Somebody who sets up a cluster by hand with a key and gives colleagues access.'],
  respond: [
    'Ask the caller whom the entry is for, and why.',
    'If nobody knows, delete the access entry, and review what its identity did in the audit log of the cluster.',
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
      'by a role, an administrator of all namespaced resources': () =>
        associate({ policyArn: `${POLICY}AmazonEKSAdminPolicy` }, { userIdentity: roleSession('eve', 'Operations') }),
      'a group of administrators': () =>
        called('eks', 'CreateAccessEntry', { ...ENTRY, kubernetesGroups: ['platform-admins'] }),
      'by a person, which is less': () => associate({}, { userIdentity: identityCenterUser() }),
      'a role for pods, with a key': () => pods(),
      'a role for pods, by Terraform, which is less': () => pods({ userAgent: 'HashiCorp Terraform/1.9.0' }),
    },
    quiet: {
      'a viewer': () => associate({ policyArn: `${POLICY}AmazonEKSViewPolicy` }),
      'an administrator of one namespace': () =>
        associate({ accessScope: { type: 'namespace', namespaces: ['shop'] } }),
      'an entry without permissions': () => called('eks', 'CreateAccessEntry', ENTRY),
      'a group of a team': () => called('eks', 'CreateAccessEntry', { ...ENTRY, kubernetesGroups: ['shop'] }),
      'it was refused': () => associate({}, REFUSED),
      'a stack gives pods a role': () => pods(BY_CLOUDFORMATION),
      'CloudFormation creates a cluster': () => associate({}, BY_CLOUDFORMATION),
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

function pods(overrides = {}) {
  const roleArn = 'arn:aws:iam::111122223333:role/admin';
  const parameters = { name: 'prod', namespace: 'shop', serviceAccount: 'web', roleArn };
  return called('eks', 'CreatePodIdentityAssociation', parameters, overrides);
}

function associate(parameters: object = {}, overrides = {}) {
  return called(
    'eks',
    'AssociateAccessPolicy',
    { ...ENTRY, policyArn: `${POLICY}AmazonEKSClusterAdminPolicy`, accessScope: { type: 'cluster' }, ...parameters },
    overrides,
  );
}
