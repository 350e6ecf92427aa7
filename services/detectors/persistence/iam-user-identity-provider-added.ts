import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:IAMUser/IdentityProviderAdded',
  own: true,
  title: 'An identity provider was added or changed',
  why: 'Whoever controls the identity provider can sign in as every one of its users, without a key or a password of the account.',
  asks: 'Was a SAML or OpenID Connect provider added, or its metadata or certificates replaced?',
  attack: ['T1484.002', 'T1556.007', 'T1606.002'],
  signals: [
    {
      means: 'an identity provider was added or changed',
      severity: 'Medium',
      service: 'iam',
      calls: [
        'CreateSAMLProvider',
        'UpdateSAMLProvider',
        'CreateOpenIDConnectProvider',
        'AddClientIDToOpenIDConnectProvider',
        'UpdateOpenIDConnectProviderThumbprint',
      ],
      did: (parameters, { eventName }) =>
        `${eventName.startsWith('Create') ? 'added' : 'changed'} identity provider ${providerOf(parameters) ?? '(not named)'}`,
      deployed: true,
      routine: {
        means: 'the provider is that of an EKS cluster or of a public build service: the roles that trust it decide',
        is: ({ requestParameters = {} }: CloudTrailRecord) =>
          COMMON.some((host) => providerOf(requestParameters)?.includes(host)),
      },
    },
  ],
  about: (record) => aboutChanged(providerOf(record.requestParameters ?? {}) ?? '(not named)', record),
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-IdentityProviderAdded',
  blindTo: ['Roles that trust the provider.', 'Providers of IAM Identity Center, which are changed in the directory.'],
  falsePositives: ['Certificates that are replaced every year.', 'The set-up of single sign-on.'],
  respond: [
    'Ask the owner of single sign-on whether the provider is theirs.',
    'If nobody knows it, delete it, and look for sessions that came through it (AssumeRoleWithSAML, AssumeRoleWithWebIdentity).',
  ],
  references: [
    {
      title: 'Identity providers and federation',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html',
    },
  ],
  examples: {
    fires: {
      'a new SAML provider': () => saml(),
      'a role changes the metadata': () =>
        called(
          'iam',
          'UpdateSAMLProvider',
          { sAMLProviderArn: 'arn:aws:iam::111122223333:saml-provider/staff', sAMLMetadataDocument: '<x/>' },
          { userIdentity: roleSession() },
        ),
      'the provider of a cluster, which is less': () => oidc('https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE'),
      'an app may use the provider from now on': () =>
        called('iam', 'AddClientIDToOpenIDConnectProvider', {
          openIDConnectProviderArn: 'arn:aws:iam::111122223333:oidc-provider/idp.example',
          clientID: 'app',
        }),
    },
    quiet: {
      'it was refused': () => saml(REFUSED),
      'CloudFormation creates a stack': () => saml(BY_CLOUDFORMATION),
      'Identity Center maintains its own': () =>
        saml({
          userIdentity: roleSession('sso', 'AWSServiceRoleForSSO', {
            sessionIssuer: {
              type: 'Role',
              arn: 'arn:aws:iam::111122223333:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO',
            },
          }),
        }),
      'a provider is deleted': () =>
        called('iam', 'DeleteSAMLProvider', { sAMLProviderArn: 'arn:aws:iam::111122223333:saml-provider/staff' }),
    },
  },
});

const COMMON = [
  'oidc.eks.',
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'api.bitbucket.org',
  'app.terraform.io',
];

function providerOf({ name, url, sAMLProviderArn, openIDConnectProviderArn }: Parameters): string | undefined {
  return textOf(url) ?? textOf(sAMLProviderArn) ?? textOf(openIDConnectProviderArn) ?? textOf(name);
}

function saml(overrides = {}) {
  return called('iam', 'CreateSAMLProvider', { name: 'staff', sAMLMetadataDocument: '<x/>' }, overrides);
}

function oidc(url: string) {
  return called('iam', 'CreateOpenIDConnectProvider', { url, clientIDList: ['sts.amazonaws.com'] });
}
