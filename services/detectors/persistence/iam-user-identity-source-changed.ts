import { roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** What each call does to the identity source, as text that follows the caller's name. */
const CHANGES: Readonly<Record<string, string>> = {
  EnableExternalIdPConfigurationForDirectory: 'enabled an external identity provider',
  DisableExternalIdPConfigurationForDirectory: 'disabled the external identity provider',
  CreateExternalIdPConfigurationForDirectory: 'configured an external identity provider',
  UpdateExternalIdPConfigurationForDirectory: 'changed the external identity provider',
  ImportExternalIdPCertificate: 'imported a certificate of the external identity provider',
  AssociateDirectory: 'connected another directory',
  DisassociateDirectory: 'disconnected the directory',
};

export default defineSignals({
  type: 'Persistence:IAMUser/IdentitySourceChanged',
  own: true,
  title: 'The identity source of IAM Identity Center was changed',
  why: 'Whoever controls the identity source can sign in as anybody, in every account of the organization, and can invent users.',
  asks: 'Was the identity source of IAM Identity Center changed, or a token issuer trusted?',
  attack: ['T1484.002', 'T1556.007'],
  signals: [
    // The console uses either name for the directory.
    source('sso-directory'),
    source('sso'),
    {
      means: 'a token issuer was trusted, or a trusted one was changed',
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
    'Changes at the identity provider itself.',
    'People and groups that are created in the directory: Persistence:IAMUser/SessionChain.SsoBackdoor reports those.',
  ],
  falsePositives: ['The set-up of single sign-on.', 'The yearly replacement of a provider’s certificate.'],
  respond: [
    'Ask the owner of single sign-on whether the provider is theirs, and compare its address and certificate with those on record.',
    'If nobody knows it, restore the identity source from the management account, and end the sessions of IAM Identity Center.',
    'Look for sign-ins through it since, and for permission sets and assignments that were created.',
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
      'an external provider is enabled': () => change('EnableExternalIdPConfigurationForDirectory'),
      'an administrator imports another certificate': () =>
        change('ImportExternalIdPCertificate', { userIdentity: roleSession() }),
      'by root': () => ({
        ...change('UpdateExternalIdPConfigurationForDirectory', { userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'another directory, as the console connects it': () =>
        called('sso', 'AssociateDirectory', { directoryId: DIRECTORY, directoryType: 'ADConnector' }),
      'a token issuer is trusted, which is less': () => trust(),
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
      'the configuration is read': () =>
        change('ListExternalIdPConfigurationsForDirectory', { readOnly: true, userIdentity: roleSession() }),
      'CloudFormation trusts a token issuer': () => trust(BY_CLOUDFORMATION),
      'the service maintains its own': () =>
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
