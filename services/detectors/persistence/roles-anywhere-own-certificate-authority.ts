import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'Persistence:RolesAnywhere/OwnCertificateAuthority',
  own: true,
  title: 'Roles can be assumed with certificates of an authority outside AWS',
  why: 'Whoever uploads a certificate authority controls it: they can issue certificates that no AWS record shows, and assume roles with them.',
  asks: 'Does a trust anchor of IAM Roles Anywhere use an uploaded certificate instead of AWS Private CA?',
  attack: ['T1098.001', 'T1649'],
  signals: [
    {
      means: 'a trust anchor uses an uploaded certificate',
      severity: 'High',
      service: 'rolesanywhere',
      calls: ['CreateTrustAnchor', 'UpdateTrustAnchor'],
      did: ({ source }, record) =>
        /^(CERTIFICATE_BUNDLE|SELF_SIGNED_REPOSITORY)$/.test(textOf(member(source, 'sourceType')) ?? '')
          ? `made trust anchor ${anchorOf(record) ?? '(not named)'} trust an uploaded certificate`
          : undefined,
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(anchorOf(record) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:RolesAnywhere-OwnCertificateAuthority',
  blindTo: ['Authorities of AWS Private CA in accounts of strangers.', 'Who owns the certificate.'],
  falsePositives: ['Organizations with a certificate authority of their own, when they set up IAM Roles Anywhere.'],
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
      'a new trust anchor': () => ({
        ...create('CERTIFICATE_BUNDLE'),
        also: ['Persistence:RolesAnywhere/AccountManipulation'],
      }),
      'an existing trust anchor, by a role': () => ({
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
      'a trust anchor is renamed': () => called('rolesanywhere', 'UpdateTrustAnchor', { name: 'works' }),
    },
  },
});

function anchorOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters['trustAnchorId']) ?? textOf(requestParameters['name']);
}

function create(sourceType: string, overrides = {}) {
  return called('rolesanywhere', 'CreateTrustAnchor', { name: 'factory', source: { sourceType } }, overrides);
}
