import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { isGiven } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:RolesAnywhere/AccountManipulation',
  title: 'A trust anchor of IAM Roles Anywhere was created or changed',
  why: 'Whoever controls the certificate authority can issue certificates and assume roles with them from anywhere, without an IAM key.',
  asks: 'Was a trust anchor of IAM Roles Anywhere created, or changed to another certificate authority?',
  attack: ['T1098.001', 'T1556'],
  signals: [
    {
      means: 'a trust anchor was created or changed',
      severity: 'Medium',
      service: 'rolesanywhere',
      calls: ['CreateTrustAnchor', 'UpdateTrustAnchor'],
      did: ({ name, trustAnchorId, source }, { eventName }) => {
        const anchor = String(name ?? trustAnchorId ?? '(not named)');
        if (eventName === 'CreateTrustAnchor') return `created trust anchor ${anchor}`;
        return isGiven(source) ? `changed the certificate authority of trust anchor ${anchor}` : undefined;
      },
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Persistence/Persistence:RolesAnywhere-AccountManipulation',
  blindTo: [
    'Who owns the certificate authority; an uploaded one is Persistence:RolesAnywhere/OwnCertificateAuthority.',
    'Roles and profiles that use it.',
  ],
  falsePositives: ['The set-up of IAM Roles Anywhere for machines outside AWS.'],
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
      'a trust anchor is created': () =>
        called('rolesanywhere', 'CreateTrustAnchor', { name: 'factory', source: { sourceType: 'AWS_ACM_PCA' } }),
      'a role changes the certificate authority': () => ({
        ...called(
          'rolesanywhere',
          'UpdateTrustAnchor',
          { trustAnchorId: '0f1e2d3c-0000-4000-8000-00000example', source: CERTIFICATE },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
        also: ['Persistence:RolesAnywhere/OwnCertificateAuthority'],
      }),
    },
    quiet: {
      'a trust anchor is renamed': () => called('rolesanywhere', 'UpdateTrustAnchor', { name: 'works' }),
      'it was refused': () =>
        called('rolesanywhere', 'CreateTrustAnchor', { name: 'factory', source: CERTIFICATE }, REFUSED),
      'CloudFormation creates a stack': () =>
        called('rolesanywhere', 'CreateTrustAnchor', { name: 'factory', source: CERTIFICATE }, BY_CLOUDFORMATION),
    },
  },
});

const CERTIFICATE = { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: 'EXAMPLE' } };
