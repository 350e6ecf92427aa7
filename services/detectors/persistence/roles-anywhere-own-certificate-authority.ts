import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'Persistence:RolesAnywhere/OwnCertificateAuthority',
  own: true,
  title: 'Roles open to certificates of an authority outside AWS',
  why: 'An authority that somebody brings along is theirs: they issue certificates that no record of AWS tells of, and take roles with them.',
  asks: 'Does a trust anchor of IAM Roles Anywhere hold a certificate that was uploaded, instead of an authority of AWS Private CA?',
  attack: ['T1098.001', 'T1649'],
  signals: [
    {
      means: 'a trust anchor holds an uploaded certificate',
      severity: 'High',
      service: 'rolesanywhere',
      calls: ['CreateTrustAnchor', 'UpdateTrustAnchor'],
      did: ({ source }, record) =>
        /^(CERTIFICATE_BUNDLE|SELF_SIGNED_REPOSITORY)$/.test(textOf(member(source, 'sourceType')) ?? '')
          ? `had trust anchor ${anchorOf(record) ?? '(not named)'} trust an uploaded certificate`
          : undefined,
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(anchorOf(record) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:RolesAnywhere-OwnCertificateAuthority',
  blindTo: ['Authorities of AWS Private CA in accounts of strangers.', 'Whose the certificate is.'],
  falsePositives: ['Owners with an authority of their own, when they set up IAM Roles Anywhere.'],
  respond: [
    'Ask the caller whose certificate authority it is.',
    'If nobody knows, disable the trust anchor (DisableTrustAnchor), and look for CreateSession calls since.',
  ],
  references: [
    {
      title: 'The IAM Roles Anywhere trust model',
      url: 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html',
    },
  ],
  examples: {
    fires: {
      'a new one': () => ({ ...create('CERTIFICATE_BUNDLE'), also: ['Persistence:RolesAnywhere/AccountManipulation'] }),
      'one that was there, by a role': () => ({
        ...called(
          'rolesanywhere',
          'UpdateTrustAnchor',
          { trustAnchorId: '0f1e2d3c-0000-4000-8000-00000example', source: { sourceType: 'CERTIFICATE_BUNDLE' } },
          { userIdentity: roleSession() },
        ),
        also: ['Persistence:RolesAnywhere/AccountManipulation'],
      }),
    },
    quiet: {
      'an authority of AWS Private CA': () => create('AWS_ACM_PCA'),
      'it was refused': () => create('CERTIFICATE_BUNDLE', REFUSED),
      'CloudFormation creates a stack': () => create('CERTIFICATE_BUNDLE', BY_CLOUDFORMATION),
      'one gets another name': () => called('rolesanywhere', 'UpdateTrustAnchor', { name: 'works' }),
    },
  },
});

function anchorOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters['trustAnchorId']) ?? textOf(requestParameters['name']);
}

function create(sourceType: string, overrides = {}) {
  return called('rolesanywhere', 'CreateTrustAnchor', { name: 'factory', source: { sourceType } }, overrides);
}
