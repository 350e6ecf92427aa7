import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { isGiven } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Execution:SageMaker/CommandAndScriptingInterpreter',
  title: 'A start-up script of notebooks was created or changed',
  why: 'The script runs as root, with the role of every notebook that uses it, whenever one starts.',
  asks: 'Was a lifecycle configuration of SageMaker notebooks created or changed, or a notebook given another one?',
  attack: ['T1059', 'T1037'],
  signals: [
    {
      means: 'a lifecycle configuration was created or changed',
      severity: 'Medium',
      service: 'sagemaker',
      calls: [
        'CreateNotebookInstanceLifecycleConfig',
        'UpdateNotebookInstanceLifecycleConfig',
        'CreateStudioLifecycleConfig',
      ],
      did: (parameters, { eventName }) =>
        `${eventName.startsWith('Create') ? 'created' : 'changed'} lifecycle configuration ${String(nameOf(parameters) ?? '(not named)')}`,
      deployed: true,
    },
    {
      means: 'a notebook was given another lifecycle configuration',
      severity: 'Medium',
      service: 'sagemaker',
      calls: ['UpdateNotebookInstance'],
      did: ({ notebookInstanceName, lifecycleConfigName }) =>
        isGiven(lifecycleConfigName)
          ? `gave notebook ${String(notebookInstanceName ?? '(not named)')} lifecycle configuration ${String(lifecycleConfigName)}`
          : undefined,
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(nameOf(record.requestParameters ?? {}) ?? '(not named)', record),

  asff: 'TTPs/Execution/Execution:SageMaker-CommandAndScriptingInterpreter',
  blindTo: ['What the script does: CloudTrail leaves it out.', 'Which notebooks use it.'],
  falsePositives: ['Teams that set up their notebooks by hand.'],
  respond: [
    'Read the script (DescribeNotebookInstanceLifecycleConfig) and ask its author about it.',
    'If nobody knows it, detach it, and review what the roles of the notebooks did since.',
  ],
  references: [
    {
      title: 'Customization of a SageMaker notebook instance using an LCC script',
      url: 'https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html',
    },
  ],
  examples: {
    fires: {
      'a configuration is created': () =>
        called('sagemaker', 'CreateNotebookInstanceLifecycleConfig', {
          notebookInstanceLifecycleConfigName: 'startup',
          onStart: [{ content: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
        }),
      'a role changes a configuration': () =>
        called(
          'sagemaker',
          'UpdateNotebookInstanceLifecycleConfig',
          { notebookInstanceLifecycleConfigName: 'startup' },
          { userIdentity: roleSession('eve', 'DataScience') },
        ),
      'a notebook is given another configuration': () =>
        called('sagemaker', 'UpdateNotebookInstance', {
          notebookInstanceName: 'research',
          lifecycleConfigName: 'startup',
        }),
      'a configuration of Studio is created': () =>
        called('sagemaker', 'CreateStudioLifecycleConfig', {
          studioLifecycleConfigName: 'startup',
          studioLifecycleConfigAppType: 'JupyterLab',
        }),
    },
    quiet: {
      'a notebook gets a larger instance type': () =>
        called('sagemaker', 'UpdateNotebookInstance', {
          notebookInstanceName: 'research',
          instanceType: 'ml.m5.large',
        }),
      'it was refused': () => called('sagemaker', 'CreateStudioLifecycleConfig', STUDIO, REFUSED),
      'CloudFormation creates a stack': () =>
        called('sagemaker', 'CreateStudioLifecycleConfig', STUDIO, BY_CLOUDFORMATION),
      'a configuration is deleted': () => called('sagemaker', 'DeleteStudioLifecycleConfig', STUDIO),
    },
  },
});

const STUDIO = { studioLifecycleConfigName: 'startup' };

function nameOf(parameters: Readonly<Record<string, unknown>>) {
  const { notebookInstanceLifecycleConfigName, studioLifecycleConfigName, lifecycleConfigName } = parameters;
  return notebookInstanceLifecycleConfigName ?? studioLifecycleConfigName ?? lifecycleConfigName;
}
