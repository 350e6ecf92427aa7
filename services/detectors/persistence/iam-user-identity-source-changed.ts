import { roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** What each call does to the identity source, as text that follows the caller's name. */
const CHANGES: Readonly<Record<string, string>> = {
  EnableExternalIdPConfigurationForDirectory: 'let an outside provider say who people are',
  DisableExternalIdPConfigurationForDirectory: 'took sign-in away from the outside provider',
  CreateExternalIdPConfigurationForDirectory: 'described an outside provider',
  UpdateExternalIdPConfigurationForDirectory: 'changed the outside provider',
  ImportExternalIdPCertificate: 'gave the outside provider another certificate',
  AssociateDirectory: 'joined another directory',
  DisassociateDirectory: 'parted with the directory',
};

export default defineSignals({
  type: 'Persistence:IAMUser/IdentitySourceChanged',
  own: true,
  title: 'Who vouches for people in IAM Identity Center was changed',
  why: 'Whoever is the identity source signs in as anybody, in every account of the organization, and makes people up.',
  asks: 'Was the identity source of IAM Identity Center changed, or an issuer of tokens trusted?',
  attack: ['T1484.002', 'T1556.007'],
  signals: [
    // The console uses either name for the directory.
    source('sso-directory'),
    source('sso'),
    {
      means: 'an issuer of tokens was trusted, or one that is trusted was changed',
      severity: 'Medium',
      service: 'sso',
      calls: ['CreateTrustedTokenIssuer', 'UpdateTrustedTokenIssuer'],
      did: (parameters) => `trusted the token issuer ${issuerOf(parameters) ?? '(not named)'}`,
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(instanceOf(record.requestParameters ?? {}), record),
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-IdentitySourceChanged',
  blindTo: [
    'What is changed at the provider itself.',
    'People and groups that are made in the directory: `Persistence:IAMUser/SessionChain.SsoBackdoor` tells of those.',
  ],
  falsePositives: [
    'The set-up of single sign-on.',
    'The certificate of a provider that is replaced, once in a year or more.',
  ],
  respond: [
    'Ask whoever runs sign-in whether the provider is theirs, and compare its address and certificate with those on record.',
    'If nobody knows it, set the identity source back from the management account, and end the sessions of IAM Identity Center.',
    'Look for sign-ins through it since, and for permission sets and assignments that were made.',
  ],
  references: [
    {
      title: 'Manage your identity source',
      url: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source.html',
    },
    {
      title: 'Logging IAM Identity Center API calls with AWS CloudTrail',
      url: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'an outside provider takes over': () => change('EnableExternalIdPConfigurationForDirectory'),
      'its certificate is replaced, by an administrator': () =>
        change('ImportExternalIdPCertificate', { userIdentity: roleSession() }),
      'by root': () => ({
        ...change('UpdateExternalIdPConfigurationForDirectory', { userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'another directory, as the console has it': () =>
        called('sso', 'AssociateDirectory', { directoryId: DIRECTORY, directoryType: 'ADConnector' }),
      'an issuer of tokens is trusted, which is less': () => trust(),
      'each other call that does the same': () => ({
        records: [
          ...[
            'DisableExternalIdPConfigurationForDirectory',
            'CreateExternalIdPConfigurationForDirectory',
            'DisassociateDirectory',
          ].flatMap((name) => change(name).records),
          ...called('sso', 'UpdateTrustedTokenIssuer', { trustedTokenIssuerArn: ISSUER }).records,
        ],
      }),
    },
    quiet: {
      'it was refused': () => change('EnableExternalIdPConfigurationForDirectory', REFUSED),
      'it is looked at': () =>
        change('ListExternalIdPConfigurationsForDirectory', { readOnly: true, userIdentity: roleSession() }),
      'CloudFormation trusts an issuer': () => trust(BY_CLOUDFORMATION),
      'the service keeps its own': () =>
        change('AssociateDirectory', { userIdentity: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' } }),
      'a directory of another service': () => called('ds', 'AssociateDirectory', { directoryId: DIRECTORY }),
    },
  },
});

const DIRECTORY = 'd-90670000ab';
const ISSUER = 'arn:aws:sso::111122223333:trustedTokenIssuer/ssoins-0123456789abcdef/tti-0123456789abcdef';

function source(service: string): Signal {
  return {
    means: 'the identity source was changed',
    severity: 'High',
    service,
    calls: Object.keys(CHANGES),
    did: (_, { eventName }) => CHANGES[eventName],
    deployed: false,
  };
}

/** Any name of the instance in the call will do: the organization has only one. */
function instanceOf({ directoryId, instanceArn, trustedTokenIssuerArn }: Parameters): string {
  return textOf(directoryId) ?? textOf(instanceArn) ?? textOf(trustedTokenIssuerArn) ?? 'IAM Identity Center';
}

function issuerOf({ name, trustedTokenIssuerArn }: Parameters): string | undefined {
  return textOf(name) ?? textOf(trustedTokenIssuerArn);
}

function change(eventName: string, overrides = {}) {
  return called('sso-directory', eventName, { directoryId: DIRECTORY }, overrides);
}

function trust(overrides = {}) {
  const instanceArn = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
  return called('sso', 'CreateTrustedTokenIssuer', { instanceArn, name: 'partner' }, overrides);
}
