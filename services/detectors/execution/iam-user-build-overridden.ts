import { identityCenterUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isGiven, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Execution:IAMUser/BuildOverridden',
  own: true,
  title: 'A build was started with other commands or another role than its project has',
  why: 'Whoever may start a build can replace its commands for once, and run them with the role of the project, which often may deploy everything.',
  asks: 'Was a build started with its commands or its role overridden, with the key of a user or a role?',
  attack: ['T1651', 'T1648', 'T1078.004'],
  signals: [
    {
      means: 'the commands or the role of a build were overridden, with the key of a user or a role',
      severity: 'Medium',
      service: 'codebuild',
      calls: ['StartBuild', 'StartBuildBatch'],
      did(parameters) {
        const what = overriddenIn(parameters);
        return what === undefined
          ? undefined
          : `started a build of ${textOf(parameters['projectName']) ?? 'a project'} with ${what}`;
      },
      deployed: true,
      routine: {
        means: `${AT_WORK.means}, or a build server in AWS`,
        is: (record) => AT_WORK.is(record) || record.callerKind === 'workload',
      },
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Execution/Execution:IAMUser-BuildOverridden',
  blindTo: [
    'What the commands are: CloudTrail leaves them out.',
    'Projects that are changed, and then started as they are.',
    'Other overrides, such as the branch, variables and the image, which builds are started with every day.',
  ],
  falsePositives: ['A build server outside AWS that keeps the commands of its builds to itself.'],
  respond: [
    'Ask the caller what was built: the build shows its commands and its log.',
    'If nobody knows, stop the build, disable the caller’s credentials, and review what the role of the project did since.',
  ],
  references: [
    { title: 'StartBuild', url: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html' },
  ],
  examples: {
    fires: {
      'other commands, with a key': () => start({ buildspecOverride: HIDDEN }),
      'another role, for a batch, by a role': () =>
        start(
          { serviceRoleOverride: 'arn:aws:iam::111122223333:role/admin' },
          { eventName: 'StartBuildBatch', userIdentity: roleSession('eve', 'Operations') },
        ),
      'in the console, which is less': () =>
        start({ buildspecOverride: HIDDEN }, { userIdentity: identityCenterUser() }),
      'by a build server on an instance, which is less': () =>
        start({ buildspecOverride: HIDDEN }, { userIdentity: instanceSession(), sourceIPAddress: '10.0.0.7' }),
    },
    quiet: {
      'as the project has it': () => start({}),
      'another branch, with variables': () =>
        start({ sourceVersion: 'feature/x', environmentVariablesOverride: [{ name: 'STAGE', value: 'dev' }] }),
      'empty commands': () => start({ buildspecOverride: '' }),
      'a pipeline of AWS': () =>
        start(
          { buildspecOverride: HIDDEN },
          {
            userIdentity: { ...roleSession('1772445600', 'Pipeline'), invokedBy: 'codepipeline.amazonaws.com' },
            sourceIPAddress: 'codepipeline.amazonaws.com',
          },
        ),
      'it was refused': () => start({ buildspecOverride: HIDDEN }, REFUSED),
    },
  },
});

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

function overriddenIn({ buildspecOverride, serviceRoleOverride }: Parameters): string | undefined {
  if (isGiven(serviceRoleOverride)) return `another role (${textOf(serviceRoleOverride) ?? 'unnamed'})`;
  return isGiven(buildspecOverride) ? 'other commands' : undefined;
}

function start(parameters: object, overrides = {}) {
  return called('codebuild', 'StartBuild', { projectName: 'deploy', ...parameters }, overrides);
}
