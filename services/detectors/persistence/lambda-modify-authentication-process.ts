import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutFunction, functionNameOf } from '../kits/lambda.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:Lambda/ModifyAuthenticationProcess',
  title: 'A function got a URL that asks nobody who they are',
  why: 'Behind such a URL anyone on the Internet runs the function, with the rights of its role.',
  asks: 'Was a function URL created without authentication, or was its authentication taken away?',
  attack: ['T1556', 'T1648'],
  signals: [
    {
      means: 'a function URL asks for no authentication',
      severity: 'High',
      service: 'lambda',
      calls: [
        'CreateFunctionUrlConfig',
        'UpdateFunctionUrlConfig',
        'CreateFunctionUrlConfig20211031',
        'UpdateFunctionUrlConfig20211031',
      ],
      did: (parameters) =>
        parameters['authType'] === 'NONE'
          ? `gave function ${functionNameOf(parameters)} a URL without authentication`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutFunction,

  asff: 'TTPs/Persistence/Persistence:Lambda-ModifyAuthenticationProcess',
  blindTo: ['Whether a permission lets the public use the URL.', 'Functions that check who calls by themselves.'],
  falsePositives: ['Webhooks, whose callers prove themselves by a signature.'],
  respond: [
    'Ask the owner of the function who is to call it.',
    'Set authentication to AWS_IAM, or delete the URL.',
    'Look at the function’s code and role, and at who called meanwhile.',
  ],
  references: [
    {
      title: 'Control access to Lambda function URLs',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    },
  ],
  examples: {
    fires: {
      'one is created': () => called('lambda', 'CreateFunctionUrlConfig', { functionName: 'resize', authType: 'NONE' }),
      'one is changed by a role, by ARN': () =>
        called(
          'lambda',
          'UpdateFunctionUrlConfig',
          { functionName: 'arn:aws:lambda:us-east-1:111122223333:function:resize:live', authType: 'NONE' },
          { userIdentity: roleSession('eve', 'Developer') },
        ),
    },
    quiet: {
      'with authentication': () =>
        called('lambda', 'CreateFunctionUrlConfig', { functionName: 'resize', authType: 'AWS_IAM' }),
      'another setting is changed': () =>
        called('lambda', 'UpdateFunctionUrlConfig', { functionName: 'resize', invokeMode: 'RESPONSE_STREAM' }),
      'it was refused': () =>
        called('lambda', 'CreateFunctionUrlConfig', { functionName: 'resize', authType: 'NONE' }, REFUSED),
      'CloudFormation creates a stack': () =>
        called('lambda', 'CreateFunctionUrlConfig', { functionName: 'resize', authType: 'NONE' }, BY_CLOUDFORMATION),
    },
  },
});
