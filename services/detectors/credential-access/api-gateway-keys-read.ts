import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'CredentialAccess:ApiGateway/KeysRead',
  own: true,
  title: 'The keys of APIs were read, with a key or a role',
  why: 'The key of an API lets its holder in as a customer, and one call returns those of all customers.',
  asks: 'Were the values of all API keys of API Gateway read?',
  attack: ['T1552', 'T1528'],
  signals: [
    {
      means: 'API keys were read with the key of a user or a role at a public address',
      severity: 'Medium',
      service: 'apigateway',
      calls: ['GetApiKeys'],
      did: ({ includeValues }) => (isTrue(includeValues) ? 'read the values of all API keys' : undefined),
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Credential Access/CredentialAccess:ApiGateway-KeysRead',
  blindTo: ['Keys that are read one by one, or exported.'],
  falsePositives: [
    'A portal or a billing script with a key that matches customers and API keys: add its user to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the owner of the credentials what the keys were read for.',
    'If nobody knows, disable the credentials, and give customers new keys.',
  ],
  references: [
    {
      title: 'GetApiKeys',
      url: 'https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKeys.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => read(),
      'by a role at a public address': () => read({ userIdentity: roleSession() }),
      'in the console, which is less': () => read({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => read({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'it was refused': () => read(REFUSED),
      'a stack is created': () => read(BY_CLOUDFORMATION),
      'without values': () => called('apigateway', 'GetApiKeys', { limit: 500 }),
    },
  },
});

function read(overrides = {}) {
  return called('apigateway', 'GetApiKeys', { includeValues: true }, { readOnly: true, ...overrides });
}
