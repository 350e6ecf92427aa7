import { accountIn } from '#services/model/arn.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { isOnBehalf } from '../kits/caller.ts';
import { aboutFunction, functionNameOf, lambdaCalls } from '../kits/lambda.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listed, member, textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

/** Accounts from which AWS and makers of tools for functions publish layers, as their documentation names them. */
const PUBLISHERS: ReadonlySet<string> = new Set([
  '017000801446', // Powertools for AWS Lambda
  '094274105915', // Powertools for AWS Lambda, TypeScript
  '580247275435', // CloudWatch Lambda Insights
  '615299751070', // AWS Distro for OpenTelemetry, CloudWatch Application Signals
  '901920570463', // AWS Distro for OpenTelemetry
  '184161586896', // OpenTelemetry
  '336392948345', // AWS SDK for pandas
  '177933569100', // AWS Parameters and Secrets Lambda Extension
  '187925254637', // AWS Parameters and Secrets Lambda Extension
  '027255383542', // AWS AppConfig Lambda extension
  '066940009817', // AWS AppConfig Lambda extension
  '728743619870', // AWS AppConfig Lambda extension
  '464622532012', // Datadog
  '451483290750', // New Relic
  '725887861453', // Dynatrace
  '254067382080', // Splunk
  '267093740566', // Elastic
  '943013980633', // Sentry
  '634166935893', // HashiCorp Vault
  '702835727665', // Honeycomb
]);

export default defineOutsiders({
  type: 'Persistence:Lambda/ForeignLayer',
  title: 'A Lambda function was given a layer of an unknown account',
  why: 'The code of a layer runs with the function, with its role, and can send out everything that it sees.',
  asks: 'Was a layer of an account outside the organization, and of no well-known publisher, added to a function by hand?',
  attack: ['T1546', 'T1525', 'T1098'],
  gifts: [
    {
      means: 'a function was given a layer',
      severity: 'Medium',
      service: 'lambda',
      calls: lambdaCalls('UpdateFunctionConfiguration', 'CreateFunction'),
      // Deployments add layers of vendors every day.
      never: (record) => record.callerKind === 'pipeline' || isOnBehalf(record),
      to: ({ layers }) =>
        listed(layers)
          .flatMap(accountOfLayer)
          .filter((account) => !PUBLISHERS.has(account)),
      did: (parameters) => `gave function ${functionNameOf(parameters)} a layer of`,
    },
  ],
  about: aboutFunction,

  asff: 'TTPs/Persistence/Persistence:Lambda-ForeignLayer',
  blindTo: [
    'What the layer does.',
    'Layers that a stranger published in your own account.',
    'Deployments by pipelines and templates.',
  ],
  falsePositives: ['Layers of tool vendors that are not on the list of publishers: add their account to `known`.'],
  respond: [
    'Ask the owner of the function whose layer it is.',
    'If nobody knows it, remove it, rotate the secrets that the function could read, and review what its role did.',
  ],
  references: [
    {
      title: 'Managing Lambda dependencies with layers',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html',
    },
  ],
  examples: {
    fires: {
      'a function is changed': () => configured([LAYER]),
      ...Object.fromEntries(
        ['UpdateFunctionConfiguration20150331', 'UpdateFunctionConfiguration', 'CreateFunction'].map((eventName) => [
          `the call is named ${eventName}`,
          () => configured([LAYER], { eventName }),
        ]),
      ),
      'a new function, with another layer of a publisher': () =>
        called('lambda', 'CreateFunction20150331', {
          functionName: 'resize',
          layers: [{ arn: layerOf('580247275435') }, { arn: LAYER }],
        }),
    },
    quiet: {
      'a layer of the same account': () => configured([layerOf('111122223333')]),
      'a layer of another account of the organization': () => configured([layerOf('444455556666')]),
      'layers of AWS': () =>
        configured(
          [
            '017000801446',
            '094274105915',
            '580247275435',
            '615299751070',
            '901920570463',
            '184161586896',
            '336392948345',
            '177933569100',
            '187925254637',
            '027255383542',
            '066940009817',
          ].map(layerOf),
        ),
      'layers of makers of tools for functions': () =>
        configured(
          [
            '728743619870',
            '464622532012',
            '451483290750',
            '725887861453',
            '254067382080',
            '267093740566',
            '943013980633',
            '634166935893',
            '702835727665',
          ].map(layerOf),
        ),
      'a pipeline deploys it': () => configured([LAYER], { userIdentity: roleSession('build', 'Deployer', FEDERATED) }),
      'a layer without an ARN': () => configured(['tools']),
      'a layer of a partner': () => ({ ...configured([LAYER]), ...PARTNER }),
      'all layers are removed': () => configured([]),
      'CloudFormation deploys it': () => configured([LAYER], BY_CLOUDFORMATION),
      'it was refused': () => configured([LAYER], REFUSED),
    },
  },
});

function accountOfLayer(layer: unknown): readonly string[] {
  const arn = textOf(layer) ?? textOf(member(layer, 'arn')) ?? '';
  return [accountIn(arn)].filter((account) => account !== undefined);
}

const LAYER = layerOf(STRANGER);

/** The session of a role that a pipeline takes with a token of its provider. */
const FEDERATED = {
  webIdFederationData: { federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/ci.example' },
};

function layerOf(account: string): string {
  return `arn:aws:lambda:us-east-1:${account}:layer:tools:1`;
}

function configured(layers: readonly string[], overrides = {}) {
  return called('lambda', 'UpdateFunctionConfiguration20150331v2', { functionName: 'resize', layers }, overrides);
}
