import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

const POD = roleSession('eks-prod-scaler-0a1b2c3d-1111-2222-3333-444444444444', 'scaler');

export default defineAnomalousCalls({
  type: 'Impact:IAMUser/AnomalousBehavior',
  title: 'An identity spent or destroyed resources in an unusual way',
  why: 'Intruders run workloads at the victim’s expense, send mail in the victim’s name, and destroy resources.',
  asks: 'Did an identity start or remove resources that does not usually do so, or in a way that only intruders do?',
  attack: ['T1485', 'T1496'],
  tactic: 'Impact',
  severity: 'High',
  ask: 'Ask the person or team behind the identity what it was for, and check what it costs.',
  blindTo: ['Spending by an identity that spends as much every day.'],
  falsePositives: ['Planned load tests and clean-ups.'],
  examples: {
    fires: {
      'ten instances are started at once': () =>
        calls(['ec2:RunInstances', { instanceType: 't3.large', instancesSet: { items: [{ maxCount: 10 }] } }]),
      'access to models is requested with a key': () => ({
        ...calls(['bedrock:CreateFoundationModelAgreement', { modelId: 'example.large-v1' }]),
        also: ['Impact:IAMUser/ModelAccessUnlocked'],
      }),
    },
    quiet: {
      'a higher limit is requested': () =>
        calls([
          'servicequotas:RequestServiceQuotaIncrease',
          { serviceCode: 'ec2', quotaCode: 'L-417A185B', desiredValue: 512 },
        ]),
      'one instance for models is started': () => calls(['ec2:RunInstances', { instanceType: 'g5.xlarge' }]),
      'access to models is requested in the console': () =>
        calls([
          'bedrock:CreateFoundationModelAgreement',
          { modelId: 'example.large-v1' },
          { sessionCredentialFromConsole: 'true' },
        ]),
      'an autoscaler of a cluster starts instances': () =>
        calls(
          ...['CreateFleet', 'RunInstances', 'TerminateInstances'].map(
            (name) => [`ec2:${name}`, { instanceType: 'm5.12xlarge' }, { userIdentity: POD }] as const,
          ),
        ),
      'an instance is stopped': () =>
        calls(['ec2:StopInstances', { instancesSet: { items: [{ instanceId: 'i-00000000000000001' }] } }]),
    },
  },
});
