import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutFunction, functionNameOf } from '../kits/lambda.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:Lambda/ModifyAuthenticationProcess',
  title: 'A Lambda function was given a URL without authentication',
  why: 'Through such a URL anyone on the Internet can run the function, with the permissions of its role.',
  asks: 'Was a function URL created without authentication, or was its authentication removed?',
  attack: ['T1556', 'T1648'],
  signals: [
    {
      means: 'a function URL requires no authentication',
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
  blindTo: [
    'Whether a permission lets the public use the URL.',
    'Functions that authenticate their callers themselves.',
  ],
  falsePositives: ['Webhooks, whose callers sign their requests.'],
  respond: [
    'Ask the owner of the function who needs to call it.',
    'Set authentication to AWS_IAM, or delete the URL.',
    'Review the function’s code and role, and who called it in the meantime.',
  ],
  references: [
    {
      title: 'Control access to Lambda function URLs',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    },
  ],
  examples: {
    fires: {
      'a URL is created': () =>
        called('lambda', 'CreateFunctionUrlConfig', { functionName: 'resize', authType: 'NONE' }),
      'a role changes a URL, by ARN': () =>
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
